"""A certificate is taken out of force for good: who may, what everybody reads, what stays."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.actions import blank_note, revoke_certificate
from certificates.errors import CannotRevoke
from certificates.models import Certificate, CertificateName, Revocation, RevocationNote
from certificates.rosters import certified, lapsed, part
from certificates.rules import State, state_at
from certificates.serials import grouped
from certificates.signals import certificate_revoked
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.actions import let_see_names
from protocols.standing import may_be_shown_as_certified
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.people import make_agency, make_person, make_user

LATER = ISSUED + timedelta(days=30)
NOTE = "Ask Ms Brown about the letter of 3 March."


@pytest.fixture
def certificate(db) -> Certificate:
    return make_certificate(make_person("Marcia A. Campbell"))


def revoke(certificate: Certificate, reason: str = "mistake", **changes: object) -> Revocation:
    asked = {"by": SYSTEM, "note": NOTE, "now": LATER, **changes}
    return revoke_certificate(certificate=certificate, reason=reason, **asked)


def state(certificate: Certificate, now=LATER) -> State:
    return state_at(now, Certificate.objects.with_life().get(pk=certificate.pk).life)


def test_revoked_it_counts_nowhere_from_then_on(certificate) -> None:
    holder, day = certificate.person, LATER.date()
    assert may_be_shown_as_certified(holder, day)
    revoke(certificate)
    assert state(certificate) is State.REVOKED
    assert not may_be_shown_as_certified(holder, day)
    assert not certified(day).exists()
    with time_machine.travel(LATER, tick=False):
        assert not lapsed(day).exists()
        assert [line.tone for line in part(SYSTEM, holder, day).lines] == ["bad"]


def test_what_was_reported_for_an_earlier_day_stays(certificate) -> None:
    revoke(certificate)
    eve = LATER.date() - timedelta(days=1)
    assert Certificate.objects.valid_on(eve).exists()
    assert state(certificate, LATER - timedelta(seconds=1)) is State.VALID


def test_the_holder_is_told_the_reason_and_not_the_note(certificate) -> None:
    user = make_user(person=certificate.person)
    revoke(certificate, "review")
    revoke(certificate, "review")
    notice = Notice.objects.get(recipient=user, kind="certificates.revoked")
    assert "It was withdrawn after a review." in notice.body
    assert certificate.serial in notice.body
    assert "letter" not in notice.body


def test_the_audit_names_the_reason_and_nobody(certificate) -> None:
    officer = make_user("secretariat")
    revoke(certificate, by=officer)
    row = AuditRow.objects.get(verb="certificates.certificate_revoked")
    assert row.actor_id == str(officer.pk)
    assert row.data == {
        "certificate": str(certificate.uuid),
        "reason": "mistake",
        "at": "2026-11-01T15:00:00+00:00",
    }


@pytest.mark.parametrize("role", ["focal", "trainer", "admin", None])
def test_only_the_secretariat_revokes(certificate, role: str | None) -> None:
    user = make_user(role, agency=make_agency() if role == "focal" else None)
    with pytest.raises(NotAllowed):
        revoke(certificate, by=user)
    assert state(certificate) is State.VALID
    assert revoke(certificate, by=make_user("secretariat")).pk


@pytest.mark.parametrize("reason", ["superseded", "erased", "because", ""])
def test_reasons_that_follow_from_something_else_are_not_chosen(certificate, reason: str) -> None:
    with pytest.raises(CannotRevoke):
        revoke(certificate, reason)
    assert not Revocation.objects.exists()


def test_asked_again_the_first_reason_stands(certificate) -> None:
    first = revoke(certificate)
    assert revoke(certificate, "review", now=LATER + timedelta(days=9)) == first
    assert Revocation.objects.get().reason == "mistake"
    assert AuditRow.objects.filter(verb="certificates.certificate_revoked").count() == 1


def test_nothing_is_revoked_before_it_was_issued(certificate) -> None:
    with pytest.raises(CannotRevoke):
        revoke(certificate, now=ISSUED - timedelta(seconds=1))


def test_upper_rooms_hear_of_it(certificate) -> None:
    heard = []

    def listen(**facts: object) -> None:
        heard.append(facts["certificate"])

    certificate_revoked.connect(listen)
    try:
        revoke(certificate)
        revoke(certificate)
    finally:
        certificate_revoked.disconnect(listen)
    assert heard == [certificate]


@pytest.mark.parametrize("model", [Revocation, RevocationNote, CertificateName])
def test_the_database_keeps_every_row(certificate, model) -> None:
    revoke(certificate)
    rows = model.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)
    assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Revocation, {"reason": "review"}),
        (RevocationNote, {"text": "Something else"}),
        (CertificateName, {"legal_name": "A Friend"}),
        (CertificateName, {"legal_name": "", "salt": "other"}),
    ],
)
def test_the_database_refuses_another_text(certificate, model, change) -> None:
    revoke(certificate)
    before = model.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)
    assert model.objects.values().get() == before


def test_the_note_may_be_blanked_and_the_reason_stays(certificate) -> None:
    revoked = revoke(certificate)
    with pytest.raises(NotAllowed):
        blank_note(by=make_user(), revocation=revoked)
    assert RevocationNote.objects.get().text == NOTE
    for _again in range(2):
        blank_note(by=make_user("secretariat"), revocation=revoked)
    assert RevocationNote.objects.get().text == ""
    assert Revocation.objects.get().reason == "mistake"
    assert AuditRow.objects.filter(verb="certificates.revocation_note_blanked").count() == 1


def test_earned_again_after_a_revocation_it_is_a_new_one(certificate) -> None:
    revoke(certificate)
    again = make_certificate(certificate.person, issued_at=LATER + timedelta(days=1))
    assert (again.cycle, again.replaces) == (2, None)
    assert state(again, LATER + timedelta(days=2)) is State.VALID


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_officers_at_once_revoke_once() -> None:
    certificate, gate = make_certificate(), Barrier(10)

    def work(_number: int) -> int:
        try:
            gate.wait(timeout=30)
            return revoke(certificate).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        made = set(pool.map(work, range(10)))
    assert len(made) == Revocation.objects.count() == RevocationNote.objects.count() == 1


# The public page


def page_of(certificate: Certificate) -> str:
    return reverse("certificates:verify", args=[grouped(certificate.code)])


@time_machine.travel(LATER + timedelta(days=2), tick=False)
def test_strangers_read_reason_and_date_and_no_note(client: Client, certificate) -> None:
    revoke(certificate)
    page = client.get(page_of(certificate))
    for expected in [
        "This certificate was revoked",
        "It has not counted since 1 November 2026.",
        "It was issued by mistake.",
        "Checked on 3 November 2026, 10:00.",
        "Marcia A. Campbell",
    ]:
        assert expected in page.text
    assert "This certificate is valid" not in page.text
    assert "letter" not in page.text
    said = client.get(page_of(certificate), headers={"accept": "application/json"}).json()
    assert said["state"] == "revoked"
    assert said["certificate"]["revocation"] == {
        "reason": "mistake",
        "text": "It was issued by mistake.",
        "revoked_at": "2026-11-01T15:00:00Z",
    }


def test_checking_a_revoked_one_takes_no_more_queries(client: Client, certificate) -> None:
    revoke(certificate)
    client.get(page_of(certificate))
    with CaptureQueriesContext(connection) as seen:
        client.get(page_of(certificate))
    assert len(seen) <= 3


@time_machine.travel(LATER, tick=False)
def test_the_holder_sees_why_and_gets_no_paper(client: Client, certificate) -> None:
    client.force_login(make_user(person=certificate.person))
    paper = reverse("certificates:pdf", args=[certificate.serial])
    assert client.get(paper).status_code == 200
    revoke(certificate)
    page = client.get(reverse("certificates:record")).text
    assert "Revoked" in page
    assert "It was issued by mistake." in page
    assert paper not in page
    assert client.get(paper).status_code == 410


# The register


@pytest.fixture
def officer(db, client: Client):
    user = make_user("secretariat")
    let_see_names(by=SYSTEM, user=user, allowed=True)
    client.force_login(user)
    return user


def entry_of(certificate: Certificate, page: str = "entry") -> str:
    return reverse(f"register:{page}", args=[certificate.serial])


def test_the_secretariat_revokes_by_the_page(client: Client, officer, certificate) -> None:
    assert entry_of(certificate, "revoke") in client.get(entry_of(certificate)).text
    asked = client.get(entry_of(certificate, "revoke")).text
    assert "This cannot be taken back" in asked
    assert "Choose why" in client.post(entry_of(certificate, "revoke"), {"note": "x"}).text
    assert not Revocation.objects.exists()
    sent = {"reason": "evidence", "note": NOTE}
    answer = client.post(entry_of(certificate, "revoke"), sent, follow=True)
    assert "The certificate is revoked." in answer.text
    assert NOTE in answer.text
    assert Revocation.objects.get().reason == "evidence"
    assert entry_of(certificate, "revoke") not in answer.text
    assert client.get(entry_of(certificate, "revoke")).status_code == 302
    answer = client.post(entry_of(certificate, "blank_note"), follow=True)
    assert "The note is removed." in answer.text
    assert NOTE not in answer.text


def test_names_are_found_and_shown_with_the_permission_only(
    client: Client, officer, certificate
) -> None:
    other = make_certificate(make_person("Somebody Else"))
    found = client.get(reverse("register:list"), {"q": "campbell"}).text
    assert certificate.serial in found
    assert other.serial not in found
    assert "Marcia A. Campbell" in client.get(entry_of(certificate)).text
    assert AuditRow.objects.filter(verb="certificates.name_read").count() == 1
    let_see_names(by=SYSTEM, user=officer, allowed=False)
    client.force_login(type(officer).objects.get(pk=officer.pk))
    assert "No certificate found" in client.get(reverse("register:list"), {"q": "campbell"}).text
    assert "Campbell" not in client.get(reverse("register:list")).text
    page = client.get(entry_of(certificate)).text
    assert certificate.serial in page
    assert "Campbell" not in page
    # The code opens the public page, and that shows the name.
    assert certificate.code not in page.replace("-", "")
    assert AuditRow.objects.filter(verb="certificates.name_read").count() == 1


@pytest.mark.parametrize("how", ["serial", "code", "grouped"])
def test_a_certificate_is_found_by_its_numbers(client: Client, officer, certificate, how) -> None:
    other = make_certificate()
    typed = {
        "serial": certificate.serial.lower(),
        "code": certificate.code,
        "grouped": grouped(certificate.code),
    }[how]
    page = client.get(reverse("register:list"), {"q": typed}).text
    assert certificate.serial in page
    assert other.serial not in page


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize("shown", ["valid", "expired", "revoked"])
def test_the_register_is_filtered_by_state(client: Client, officer, certificate, shown) -> None:
    by_state = {
        "valid": certificate,
        "expired": make_certificate(issued_at=ISSUED - timedelta(days=800)),
        "revoked": make_certificate(),
    }
    revoke(by_state["revoked"], now=timezone.now())
    page = client.get(reverse("register:list"), {"state": shown}).text
    assert [name for name, one in by_state.items() if one.serial in page] == [shown]


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize("names", [True, False])
def test_the_list_is_exported_as_it_is_filtered(
    client: Client, officer, certificate, names: bool
) -> None:
    let_see_names(by=SYSTEM, user=officer, allowed=names)
    client.force_login(type(officer).objects.get(pk=officer.pk))
    make_certificate(make_person("Somebody Else"))
    revoke(certificate)
    answer = client.post(reverse("register:export") + "?state=revoked")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    line = dict(zip(*rows, strict=True))
    assert line["Serial number"] == certificate.serial
    assert line["State"] == "Revoked"
    assert line["Reason"] == "It was issued by mistake."
    assert line["Revoked"] == "2026-11-01"
    assert line.get("Name") == ("Marcia A. Campbell" if names else None)
    row = AuditRow.objects.get(verb="certificates.register_exported")
    assert row.data == {"rows": 1, "names": names}
    assert client.get(reverse("register:export")).status_code == 405


def test_the_register_leads_from_one_to_the_next(client: Client, officer, certificate) -> None:
    newer = make_certificate(certificate.person, issued_at=ISSUED + timedelta(days=300))
    page = client.get(entry_of(certificate)).text
    assert f"Renewed by {newer.serial}" in page
    assert entry_of(newer) in page
    assert f"It renews {certificate.serial}" in client.get(entry_of(newer)).text


@pytest.mark.parametrize("role", ["focal", "trainer", "admin", None])
def test_the_register_is_not_there_for_others(client: Client, certificate, role) -> None:
    client.force_login(make_user(role, agency=make_agency() if role == "focal" else None))
    for address in (
        reverse("register:list"),
        entry_of(certificate),
        entry_of(certificate, "revoke"),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("register:export")).status_code == 404
    client.post(entry_of(certificate, "revoke"), {"reason": "mistake"})
    assert not Revocation.objects.exists()


def test_strangers_sign_in_before_the_register(client: Client, certificate) -> None:
    page = client.get(entry_of(certificate))
    assert page["Location"].startswith("/accounts/login/")


def test_the_register_costs_the_same_with_more_certificates(
    client: Client, officer, certificate
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("register:list"))
        return len(seen)

    client.get(reverse("register:list"))
    before = cost()
    for _number in range(8):
        revoke(make_certificate())
    assert cost() == before <= 14
