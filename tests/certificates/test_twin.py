"""The page of a certificate is the paper's twin: whatever a paper shows, its page shows and says aloud.

A paper that was changed is found out by holding it against the page, so no line may be missing there.
"""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from certificates.actions.issuing import put_into_register
from certificates.credentials.paper import paper_of
from certificates.models import Certificate
from certificates.printing import words
from certificates.serials import grouped, new_code
from certificates.snapshot import Snapshot
from certificates.vetted import LAYOUTS
from foundation.audit.actors import SYSTEM
from tests.factories.certificates import make_programme
from tests.factories.people import make_person
from tests.factories.snapshots import SNAPSHOT

NAME = "Zoë O'Brien-Łukasiewicz"
RICH = replace(
    SNAPSHOT,
    hours_by_category=[["Law", "2.25"], ["Care", "4"]],
    accrediting_body="University Council",
    accreditation_number="UC-2026-42",
)
SIGNED = [
    {"name": "Wilma Reid", "office": "Permanent Secretary", "image_sha256": ""},
    {"name": "Ana Roe", "office": "", "image_sha256": ""},
]
WRITTEN = {"motto": "Seen early, helped early", "closing": "Given under the National Plan"}
# What a paper shows that is no claim: the mark of the product.
MARK = {"Firstline"}


class Seen(HTMLParser):
    """The text of a page's main part, without what is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.texts = 0, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts.append(data)


def words_in(text: str) -> set[str]:
    """Words and numbers as they are written, without the punctuation around them."""
    return {word.strip(".,:;()") for word in text.split()} - {""}


def made(layout: str) -> Certificate:
    """A certificate with all that this layout has a place for."""
    snapshot = replace(SNAPSHOT, layout=layout)
    if LAYOUTS[layout].fields:
        snapshot = replace(RICH, layout=layout, signatories=SIGNED, layout_fields=WRITTEN)
    at = datetime(2026, 10, 2, 15, tzinfo=UTC)
    certificate = Certificate(
        person=(holder := make_person(NAME)),
        programme=make_programme(),
        code=new_code(),
        issued_at=at,
        valid_until=at + timedelta(days=365),
        evidence=f"attempt:{layout}",
        snapshot=snapshot.to_json(),
    )
    return put_into_register(certificate, holder=holder, year=2026, by=SYSTEM)


def on_paper(certificate: Certificate) -> str:
    reader = PdfReader(io.BytesIO(paper_of(certificate)))
    return " ".join(page.extract_text() for page in reader.pages)


def on_page(client: Client, certificate: Certificate) -> str:
    seen = Seen()
    address = reverse("certificates:verify", args=[grouped(certificate.code)])
    seen.feed(client.get(address).text)
    return " ".join(seen.texts)


def layout_words(certificate: Certificate) -> set[str]:
    """What the layout says on every paper alike."""
    shown = Snapshot.read(certificate.snapshot)
    said = words(shown.layout, shown.language)
    fixed = [text for name, text in said.items() if name not in {"months", "day"}]
    return words_in(re.sub(r"{\w+}", " ", " ".join(fixed)))


def missing(client: Client, certificate: Certificate) -> set[str]:
    """Words of the paper that its page lacks."""
    printed = words_in(on_paper(certificate)) - layout_words(certificate) - MARK
    # The page stands at the address that the paper names.
    address = Snapshot.read(certificate.snapshot).verify_at.split("://")[-1]
    return printed - words_in(on_page(client, certificate)) - {address}


@pytest.mark.django_db
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_shows_whatever_the_paper_does(client: Client, layout: str) -> None:
    certificate = made(layout)
    paper = words_in(on_paper(certificate))
    # Of each kind of line one word, so that nothing is compared with an empty paper.
    claims = {
        "O'Brien-Łukasiewicz",
        "nurse",
        "16",
        "20",
        "6.5",
        "2026",
        "2027",
        "Ministry",
        "Andrea",
    }
    if LAYOUTS[layout].fields:
        claims = claims - {"Andrea"} | {
            "Wilma",
            "Permanent",
            "2.25",
            "UC-2026-42",
            "helped",
            "Given",
        }
    assert claims <= paper
    assert {certificate.serial, grouped(certificate.code)} <= paper
    assert missing(client, certificate) == set()


@pytest.mark.django_db
def test_a_line_that_the_page_lacks_would_be_found(client: Client, monkeypatch) -> None:
    certificate = made("classic-2")
    monkeypatch.setattr("certificates.presenters.written", lambda *_what: [])
    assert {"helped", "Given"} <= missing(client, certificate)


@pytest.mark.django_db
def test_what_is_drawn_is_said_too(client: Client) -> None:
    """Numbers stand beside their words on the page, as a reader hears them."""
    certificate = made("formal-1")
    heard = re.sub(r"\s+", " ", on_page(client, certificate))
    for line in [
        f"Awarded to {NAME}",
        "For Recognising child trafficking: nurse track",
        "Hours of learning 6.5 (Law 2.25, Care 4)",
        "Issued 2 October 2026",
        "Valid to 2 October 2027",
        f"Serial number {certificate.serial}",
        "Accredited by University Council, UC-2026-42",
        "Signed by Wilma Reid, Permanent Secretary",
        "Signed by Ana Roe",
    ]:
        assert line in heard
