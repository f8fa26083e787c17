"""Anyone can check a certificate: valid, expired, or not one of ours."""

import io
import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import Certificate, CertificateName
from certificates.serials import grouped
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    return make_certificate(make_person("Marcia A. Campbell"))


def page_of(certificate: Certificate) -> str:
    return reverse("certificates:verify", args=[grouped(certificate.code)])


@time_machine.travel(ISSUED + timedelta(days=3), tick=False)
def test_a_stranger_sees_everything_that_is_printed(client: Client, certificate) -> None:
    page = client.get(page_of(certificate))
    assert page.status_code == 200
    for expected in [
        "This certificate is valid",
        "Checked on 5 October 2026, 10:00",
        "Marcia A. Campbell",
        "Child screening",
        "Recognising child trafficking, edition 1",
        "at least 16 of 20 questions right",
        "6.5",
        "2 October 2026",
        "2 October 2027",
        certificate.serial,
        grouped(certificate.code),
        "Andrea Whyte, Director",
        "If the paper you hold shows anything else, it has been changed.",
    ]:
        assert expected in page.text


@time_machine.travel(ISSUED + timedelta(days=3), tick=False)
@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda c: f" {c} "]
)
def test_the_code_may_be_typed_badly(client: Client, certificate, typed) -> None:
    address = reverse("certificates:verify", args=[typed(grouped(certificate.code))])
    assert "This certificate is valid" in client.get(address).text


@time_machine.travel(ISSUED + timedelta(days=366), tick=False)
def test_an_expired_certificate_says_so(client: Client, certificate) -> None:
    page = client.get(page_of(certificate))
    assert "This certificate has expired" in page.text
    assert "It was valid to 2 October 2027." in page.text
    assert "This certificate is valid" not in page.text


@pytest.mark.parametrize("code", ["7K3M-9QZT-2F8H-XW4D", "nonsense", "TIP-2026-000417-K"])
def test_an_unknown_code_is_told_plainly(client: Client, certificate, code: str) -> None:
    page = client.get(reverse("certificates:verify", args=[code]))
    assert page.status_code == 404
    assert "We do not know this code" in page.text
    assert "Marcia" not in page.text


def test_unknown_codes_get_one_shape_whatever_they_look_like(client: Client) -> None:
    pages = {
        client.get(reverse("certificates:verify", args=[code])).text
        for code in ["7K3M-9QZT-2F8H-XW4D", "nonsense"]
    }
    assert len(pages) == 1


def test_names_stay_out_of_search_engines_and_caches(client: Client, certificate) -> None:
    page = client.get(page_of(certificate))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("others", [0, 12])
def test_a_check_takes_three_queries_or_fewer(client: Client, certificate, others: int) -> None:
    for _number in range(others):
        make_certificate()
    client.get(page_of(certificate))
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(page_of(certificate))
    assert len(seen) <= 3


def test_guessing_is_slowed_and_a_right_code_is_not(client: Client, certificate, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 3
    wrong = reverse("certificates:verify", args=["7K3M-9QZT-2F8H-XW4D"])
    with time_machine.travel(ISSUED, tick=False) as clock:
        for _check in range(5):
            assert client.get(page_of(certificate)).status_code == 200
        assert [client.get(wrong).status_code for _try in range(4)] == [404, 404, 404, 429]
        refused = client.get(wrong)
        assert refused["Retry-After"] == "60"
        assert client.get(wrong, REMOTE_ADDR="192.0.2.7").status_code == 404
        clock.shift(timedelta(seconds=61))
        assert client.get(wrong).status_code == 404


def test_a_household_of_many_addresses_is_one_asker(client: Client, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 2
    wrong = reverse("certificates:verify", args=["7K3M-9QZT-2F8H-XW4D"])
    with time_machine.travel(ISSUED, tick=False):
        asked = [client.get(wrong, REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(3)]
        assert asked == [404, 404, 429]
        assert client.get(wrong, REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_the_limit_can_be_turned_off(client: Client, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 0
    wrong = reverse("certificates:verify", args=["7K3M-9QZT-2F8H-XW4D"])
    assert {client.get(wrong).status_code for _try in range(30)} == {404}


def test_an_erased_name_leaves_the_certificate_readable(client: Client, certificate) -> None:
    CertificateName.objects.update(legal_name="", salt="")
    page = client.get(page_of(certificate)).text
    assert "removed at the holder" in page
    assert certificate.serial in page


def test_checking_logs_no_name_and_no_code(client: Client, certificate, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(page_of(certificate))
        client.get(reverse("certificates:verify", args=["7K3M-9QZT-2F8H-XW4D"]))
    said = json.dumps(
        [
            str(record.__dict__)
            for record in caplog.records
            if "django.db" not in record.name and record.name != "django.template"
        ]
    )
    for secret in ["Campbell", certificate.code, grouped(certificate.code), "7K3M"]:
        assert secret not in said


def test_the_form_leads_to_the_page(client: Client, certificate) -> None:
    typed = grouped(certificate.code).lower().replace("-", " ")
    page = client.get(reverse("certificates:verify_form"), {"code": typed})
    assert page.status_code == 302
    assert page["Location"] == page_of(certificate)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the code from the certificate."),
        ("7K3M", "A code has 16 letters and digits."),
    ],
)
def test_the_form_says_what_is_wrong(client: Client, typed: str, said: str) -> None:
    page = client.get(reverse("certificates:verify_form"), {"code": typed})
    assert page.status_code == 200
    assert said in page.text


def test_the_form_knows_a_serial_number(client: Client, certificate) -> None:
    page = client.get(reverse("certificates:verify_form"), {"code": certificate.serial})
    assert "That is the serial number." in page.text


# For machines


def ask(client: Client, code: str, **headers: str):
    address = reverse("certificates:verify", args=[code])
    return client.get(address, headers={"accept": "application/json", **headers})


@time_machine.travel(ISSUED + timedelta(days=3), tick=False)
def test_machines_read_json_from_any_site(client: Client, certificate) -> None:
    answer = ask(client, grouped(certificate.code), origin="https://other.example")
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    said = answer.json()
    assert said["state"] == "valid"
    assert said["checked_at"] == "2026-10-05T15:00:00Z"
    shown = said["certificate"]
    assert shown["serial"] == certificate.serial
    assert shown["name"] == "Marcia A. Campbell"
    assert shown["last_day"] == "2027-10-02"
    assert shown["valid_until"] == "2027-10-03T04:59:59Z"
    assert shown["revocation"] is shown["replaced_by"] is None


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/json;q=0.9", ""])
def test_everybody_else_gets_the_page(client: Client, certificate, accept: str) -> None:
    page = client.get(page_of(certificate), headers={"accept": accept})
    assert page["Content-Type"].startswith("text/html")
    assert "Accept" in [part.strip() for part in page["Vary"].split(",")]
    assert "Access-Control-Allow-Origin" not in page


@time_machine.travel(ISSUED, tick=False)
def test_machines_learn_no_more_of_unknown_codes(client: Client, settings) -> None:
    settings.VERIFY_MISSES_PER_MINUTE = 2
    answers = [ask(client, code) for code in ["7K3M-9QZT-2F8H-XW4D", "nonsense"]]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["state"] == "unknown"
    refused = ask(client, "nonsense")
    assert (refused.status_code, refused.json()) == (429, {"state": "wait"})
    assert refused["Retry-After"] == "60"


# One's own record


@pytest.fixture
def holder(certificate, client: Client) -> Client:
    client.force_login(make_user(person=certificate.person))
    return client


@time_machine.travel(ISSUED + timedelta(days=3), tick=False)
def test_my_record_shows_my_certificates_and_nobody_else_s(holder: Client, certificate) -> None:
    other = make_certificate(make_person("Somebody Else"))
    page = holder.get(reverse("certificates:record")).text
    assert "Child screening" in page
    assert certificate.serial in page
    assert "Valid" in page
    assert other.serial not in page


@time_machine.travel(ISSUED + timedelta(days=3), tick=False)
def test_my_paper_is_mine_and_others_answer_404(holder: Client, certificate) -> None:
    other = make_certificate(make_person("Somebody Else"))
    paper = holder.get(reverse("certificates:pdf", args=[certificate.serial]))
    assert paper["Content-Type"] == "application/pdf"
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Marcia A. Campbell" in text
    assert certificate.serial in text
    assert holder.get(reverse("certificates:pdf", args=[other.serial])).status_code == 404
    for serial in [
        "\x00",
        f"{certificate.serial}\x00",
        certificate.serial.lower(),
        "..",
        "x" * 500,
    ]:
        assert holder.get(reverse("certificates:pdf", args=[serial])).status_code == 404


def test_a_name_that_cannot_be_printed_is_told(client: Client) -> None:
    certificate = make_certificate(make_person("ᏣᎳᎩ"))
    client.force_login(make_user(person=certificate.person))
    page = client.get(reverse("certificates:pdf", args=[certificate.serial]))
    assert page.status_code == 409
    assert "It is valid" in page.text


@pytest.mark.parametrize("name", ["record", "pdf"])
def test_strangers_sign_in_first(client: Client, certificate, name: str) -> None:
    args = [certificate.serial] if name == "pdf" else []
    page = client.get(reverse(f"certificates:{name}", args=args))
    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login/")


def test_an_empty_record_says_what_to_do(client: Client) -> None:
    client.force_login(make_user())
    assert "No certificate yet" in client.get(reverse("certificates:record")).text


def test_the_record_costs_the_same_with_more_certificates(holder: Client, certificate) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            holder.get(reverse("certificates:record"))
        return len(seen)

    holder.get(reverse("certificates:record"))
    before = cost()
    for year in (1, 2, 3):
        make_certificate(certificate.person, issued_at=ISSUED + timedelta(days=367 * year))
    assert Certificate.objects.of_person(certificate.person_id).count() == 4
    assert cost() == before <= 12
