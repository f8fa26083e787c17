"""A layout is tried on hard names before anything is saved; a specimen never passes for a certificate."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import Certificate, Programme
from certificates.serials import is_serial, normalised
from certificates.specimens import CODE, NAMES, SERIAL, snapshot_of, specimen_pdf
from certificates.vetted import OFFERED
from tests.factories.certificates import make_programme
from tests.factories.people import make_user

PAGE, PDF = reverse("register:specimens"), reverse("register:specimen")
TRIED = {
    "title": "Seeing what others miss",
    "layout": "formal-1",
    "colour": "plum",
    "motto": "Seen early",
    "closing": "Given under the plan",
}
ONE = {**TRIED, "name": "usual", "paper": "a4", "language": "en"}


@pytest.fixture
def officer(db, client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


@pytest.mark.parametrize("layout", OFFERED)
@pytest.mark.parametrize("name", NAMES)
def test_every_hard_name_prints_on_one_marked_page(layout: str, name: str) -> None:
    fields = {"motto": "M" * 80, "closing": "C" * 110}
    for paper, wide in (("a4", 297), ("us-letter", 279)):
        reader = PdfReader(
            io.BytesIO(specimen_pdf(snapshot_of("T" * 200, layout, fields), name, paper))
        )
        (page,) = reader.pages
        assert round(float(page.mediabox.width) / 72 * 25.4) == wide
        assert "SPECIMEN" in page.extract_text().replace(SERIAL, "", 1)
        assert reader.attachments == {}


def test_the_names_are_the_hard_ones() -> None:
    held = {key: name for key, (_kind, name) in NAMES.items()}
    assert len(held["unbroken"]) == 100
    assert 95 <= len(held["long"]) <= 100
    assert " " not in held["one"]
    assert "'" in held["marks"]


def test_its_numbers_open_nothing(client: Client, db: None) -> None:
    assert not is_serial(SERIAL)
    assert not normalised(CODE)
    assert client.get(reverse("certificates:verify", args=[CODE])).status_code == 404


def test_the_page_leads_to_papers_and_saves_nothing(officer: Client) -> None:
    before = list(Programme.objects.values())
    page = officer.get(PAGE, TRIED)
    rows = page.context["rows"]
    assert len(rows) == len(NAMES)
    said = set()
    for address in (address for row in rows[:2] for _words, address in row.papers):
        answer = officer.get(address)
        assert answer["Content-Type"] == "application/pdf"
        said.add(" ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split()))
    assert len(said) == 2
    for text in said:
        assert all(TRIED[part] in text for part in ("title", "motto", "closing"))
    assert list(Programme.objects.values()) == before
    assert not Certificate.objects.exists()


def test_it_begins_with_what_a_programme_has(officer: Client) -> None:
    programme = make_programme()
    programme.motto = "Seen early, helped early"
    programme.save()
    assert "Seen early, helped early" in officer.get(PAGE, {"from": programme.code}).text
    assert "Seen early, helped early" not in officer.get(PAGE).text


@pytest.mark.parametrize("wrong", [{"title": ""}, {"motto": "M" * 81}, {"layout": "classic-1"}])
def test_what_a_programme_would_refuse_is_refused(officer: Client, wrong: dict) -> None:
    page = officer.get(PAGE, {**TRIED, **wrong})
    assert "There is a problem" in page.text
    assert "Given under the plan" in page.text
    assert page.context["rows"] == []
    assert officer.get(PDF, {**ONE, **wrong}).status_code == 404


@pytest.mark.parametrize("part", ["name", "paper", "language"])
def test_other_names_sizes_and_languages_are_not_there(officer: Client, part: str) -> None:
    assert officer.get(PDF, ONE).status_code == 200
    assert officer.get(PDF, {**ONE, part: "../x"}).status_code == 404


def test_a_letter_without_a_font_is_told_while_trying(officer: Client) -> None:
    answer = officer.get(PDF, {**ONE, "motto": "ᏣᎳᎩ"})
    assert answer.status_code == 409
    assert "Our fonts lack a letter" in answer.text


def test_it_is_limited_and_for_the_secretariat_only(officer: Client, settings) -> None:
    settings.PAPERS_PER_MINUTE = 1
    statuses = {officer.get(PDF, ONE).status_code for _time in range(4)}
    assert 429 in statuses
    officer.force_login(make_user(email="learner@example.org"))
    assert officer.get(PAGE).status_code == 404
    assert officer.get(PDF, ONE).status_code == 404
