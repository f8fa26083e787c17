"""Hours by category: said by the programme, printed on the certificate, added up in the transcript."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import outloud
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from certificates.actions import revoke_certificate
from certificates.hours import add_up, hours_text, parse_hours
from certificates.models import Certificate, Programme
from certificates.serials import grouped
from foundation.audit.actors import SYSTEM
from tests.factories.certificates import ISSUED, make_certificate, make_edition, make_programme
from tests.factories.people import make_person, make_user

LATER = ISSUED + timedelta(days=30)


def test_hours_are_read_line_by_line() -> None:
    said = parse_hours("Law: 2.5\n\n  Child protection:  4 \n")
    assert said == [("Law", Decimal("2.5")), ("Child protection", Decimal(4))]
    assert parse_hours("") == []
    assert parse_hours("Law: part one: 2") == [("Law: part one", Decimal(2))]


@pytest.mark.parametrize(
    "line",
    [
        "Law",
        "Law:",
        ": 2",
        "Law: two",
        "Law: 0",
        "Law: -1",
        "Law: NaN",
        "Law: Infinity",
        "Law: 1e999999",
        "Law: 1e-9",
        "Law: 10000",
        "Law: 1.125",
        "Law: 0.00",
        "Law: 1_0",
    ],
)
def test_what_is_no_hours_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(ValueError, match=line):
        parse_hours(f"Care: 1\n{line}")
    with pytest.raises(ValidationError, match=line):
        Programme(hours_by_category=line).clean_fields(
            exclude=["code", "title", "course", "accrediting_body"]
        )


def test_a_category_is_named_once() -> None:
    with pytest.raises(ValueError, match="Law: 3"):
        parse_hours("Law: 2\nLaw: 3")


def test_categories_are_few_short_and_plain() -> None:
    most = "\n".join(f"{n} {'x' * 76}: 1" for n in range(10, 30))
    assert len(parse_hours(most)) == 20
    with pytest.raises(ValueError, match="Law: 1"):
        parse_hours(f"{most}\nLaw: 1")
    with pytest.raises(ValueError, match=r"^x{80}$"):
        parse_hours(f"{'x' * 81}: 1")
    for unseen in ("L\u202eaw: 2", "L\u200baw: 2"):
        with pytest.raises(ValueError, match=unseen):
            parse_hours(unseen)


def test_hours_add_up_without_losing_a_quarter() -> None:
    total, categories = add_up(
        [("6.5", [("Law", "2.25"), ("Care", "4.25")]), ("1", []), ("0.75", [("Law", "0.75")])]
    )
    assert total == Decimal("8.25")
    assert [(name, hours_text(hours)) for name, hours in categories] == [
        ("Care", "4.25"),
        ("Law", "3"),
    ]


@pytest.fixture
def programme(db) -> Programme:
    programme = make_programme()
    programme.hours_by_category = "Law: 2\nCare: 3.5"
    programme.accrediting_body = "University of the Harbour"
    programme.accreditation_number = "A-17"
    programme.save()
    return programme


@time_machine.travel(LATER, tick=False)
def test_everybody_reads_hours_and_accreditation_as_they_were(programme, client: Client) -> None:
    certificate = make_certificate(programme=programme)
    programme.hours_by_category = "Law: 99"
    programme.accrediting_body = "Somebody Else"
    programme.save()
    address = reverse("certificates:verify", args=[grouped(certificate.code)])
    page = client.get(address).text
    assert "6.5 (Law 2, Care 3.5)" in page
    assert "University of the Harbour, A-17" in page
    said = client.get(address, headers={"accept": "application/json"}).json()["certificate"]
    assert said["hours_by_category"] == [
        {"category": "Law", "hours": "2"},
        {"category": "Care", "hours": "3.5"},
    ]
    assert said["accreditation"] == {"body": "University of the Harbour", "number": "A-17"}


@pytest.fixture
def holder(programme, client: Client) -> Client:
    """Somebody with two certificates that count and one that was revoked."""
    person = make_person("Marcia A. Campbell")
    make_certificate(person, programme)
    make_certificate(person, make_programme("second", make_edition("second")))
    gone = make_certificate(person, make_programme("third", make_edition("third")))
    revoke_certificate(by=SYSTEM, certificate=gone, reason="mistake", now=ISSUED)
    make_certificate(make_person("Somebody Else"), programme)
    with time_machine.travel(LATER, tick=False):
        client.force_login(make_user(person=person))
    return client


@time_machine.travel(LATER, tick=False)
def test_my_transcript_adds_up_what_is_mine_and_counts(holder: Client) -> None:
    assert reverse("certificates:transcript") in holder.get(reverse("certificates:record")).text
    page = holder.get(reverse("certificates:transcript")).text
    assert "Marcia A. Campbell" in page
    assert page.count("TIP-2026-") == 2
    assert "<dt>Law</dt><dd>2</dd>" in page
    assert "<dt>Care</dt><dd>3.5</dd>" in page
    assert "<dt>All together</dt><dd>13</dd>" in page


@time_machine.travel(LATER, tick=False)
def test_the_file_has_a_line_for_each_category_and_the_rest(holder: Client) -> None:
    answer = holder.get(reverse("certificates:transcript_csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Category"], row["Hours"]) for row in rows if row["Category"]] == [
        ("Law", "2"),
        ("Care", "3.5"),
    ]
    assert sum(Decimal(row["Hours"]) for row in rows) == 13
    assert {row["Issued"] for row in rows} == {"2026-10-02"}
    assert {row["State"] for row in rows} == {"Valid"}


@pytest.mark.parametrize("name", ["transcript", "transcript_csv"])
def test_strangers_sign_in_first(db, client: Client, name: str) -> None:
    assert client.get(reverse(f"certificates:{name}"))["Location"].startswith("/accounts/login/")


@time_machine.travel(LATER, tick=False)
def test_an_empty_transcript_says_what_to_do(db, client: Client) -> None:
    client.force_login(make_user())
    assert "No certificate yet" in client.get(reverse("certificates:transcript")).text


@time_machine.travel(LATER, tick=False)
def test_what_holds_can_be_added_to_a_profile(holder: Client) -> None:
    page = holder.get(reverse("certificates:record")).text
    assert page.count("https://www.linkedin.com/profile/add?") == 2
    assert "issueYear=2026&amp;issueMonth=10" in page
    assert f"certId={Certificate.objects.get(programme__code='third').serial}" not in page


@time_machine.travel(LATER, tick=False)
def test_the_sheet_of_my_transcript_says_the_same_and_is_read_aloud(
    holder: Client, tmp_path: Path
) -> None:
    answer = holder.get(reverse("certificates:transcript_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    sheet = tmp_path / "transcript.pdf"
    sheet.write_bytes(answer.content)
    said = " ".join(PdfReader(sheet).pages[0].extract_text().split())
    for serial in Certificate.objects.filter(revocation=None).values_list("serial", flat=True)[:1]:
        assert serial[:8] in said
    assert "All together" in said
    heard = outloud.check(str(sheet))
    assert (heard.error, heard.errors) == (None, 0)


def test_nobody_without_a_certificate_has_a_sheet(db, client: Client) -> None:
    client.force_login(make_user())
    assert client.get(reverse("certificates:transcript_pdf")).status_code == 404
