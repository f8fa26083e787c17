"""Change impact: seen before it is decided, dated, derived at any day, and no certificate is changed."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.actions import issue_certificate, revoke_certificate, send_digests
from certificates.actions.call_reminding import remind_called
from certificates.actions.calling import (
    affected,
    call_for_renewal,
    extend_calls,
    withdraw_call,
)
from certificates.changes import Basis, Option, _bases, options_of, register_basis
from certificates.errors import CannotCall
from certificates.holding import holdings
from certificates.models import CalledCertificate, Certificate, Programme, RenewalCall
from certificates.presenters import state_tag
from certificates.rosters import certified, lapsed
from certificates.serials import grouped
from certificates.verifying import verify_register
from courses.models import CourseEdition
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice
from people.actions import let_see_names
from people.models import Person, User
from tests.factories.certificates import (
    ISSUED,
    RULE,
    make_certificate,
    make_edition,
    make_programme,
)
from tests.factories.people import (
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
NOW = ISSUED + timedelta(days=40)
DUE = date(2027, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture
def newer() -> CourseEdition:
    make_edition(number=1)
    return make_edition(number=2)


@pytest.fixture
def programme(newer: CourseEdition) -> Programme:
    return make_programme(edition=newer)


@pytest.fixture
def officer() -> User:
    user = make_user("secretariat")
    let_see_names(by=SYSTEM, user=user, allowed=True)
    return User.objects.get(pk=user.pk)


def hold(person: Person, edition: CourseEdition, now=ISSUED) -> Certificate:
    made = issue_certificate(
        by=SYSTEM,
        person=person,
        programme=make_programme(),
        edition=edition,
        evidence=f"attempt:{person.pk}-{edition.number}-{now:%Y%m%d}",
        rule=RULE,
        now=now,
    )
    assert made
    return made


def decide(officer: User, programme: Programme, **changes: object) -> RenewalCall:
    given = {
        "programme": programme,
        "basis": "edition",
        "value": "2",
        "due_on": DUE,
        "reason": "The law has changed.",
        "now": NOW,
    }
    return call_for_renewal(by=officer, **{**given, **changes})


def loaded(certificate: Certificate) -> Certificate:
    return Certificate.objects.with_life().select_related("programme").get(pk=certificate.pk)


def test_who_holds_a_lower_edition_is_affected_and_nobody_else(programme, newer) -> None:
    older = make_certificate(make_person("Ana Roe"))
    hold(make_person("Bea Roe"), newer)
    revoked = make_certificate(make_person("Cy Roe"))
    revoke_certificate(by=SYSTEM, certificate=revoked, reason="mistake", now=NOW)
    ending = make_certificate(make_person("Di Roe"), issued_at=ISSUED - timedelta(days=300))
    assert list(affected(programme, "edition", "2", DUE, NOW)) == [older]
    # One that ends by itself before the day needs no decision.
    assert ending in affected(programme, "edition", "2", date(2026, 11, 20), NOW)


def test_a_refresher_counts_from_the_day_of_the_new_edition(programme, newer) -> None:
    refresher = make_edition("refresher", number=1)
    person = make_person()
    first = make_certificate(person, issued_at=ISSUED - timedelta(days=300))
    programme.refresher = refresher.course
    programme.save()
    renewed = hold(person, refresher, now=ISSUED + DAY)
    assert renewed.replaces == first
    assert renewed.snapshot["edition"] == 1
    assert not affected(programme, "edition", "2", DUE, NOW).exists()
    CourseEdition.objects.create(
        course=programme.course, number=3, title="Newest", hours=newer.hours, released_at=NOW
    )
    assert list(affected(programme, "edition", "3", DUE, NOW)) == [renewed]


def test_the_decision_changes_no_certificate_and_is_on_record(officer, programme) -> None:
    certificate = make_certificate()
    before = Certificate.objects.values().get()
    made = decide(officer, programme)
    assert Certificate.objects.values().get() == before
    assert not verify_register().problems
    assert list(made.items.values_list("certificate", flat=True)) == [certificate.pk]
    (row,) = AuditRow.objects.filter(verb="certificates.renewal_called")
    assert row.data["count"] == 1
    assert row.data["due_on"] == "2027-03-01"


def test_it_stays_valid_for_strangers_and_is_not_current_after_the_day(
    officer, programme, client: Client
) -> None:
    certificate = make_certificate()
    holder = certificate.person.canonical_id
    decide(officer, programme)
    assert holder in holdings(programme.pk, DUE)
    assert holder not in holdings(programme.pk, DUE + DAY)
    assert holder in lapsed(DUE + DAY)
    assert holder not in certified(DUE + DAY)
    with time_machine.travel(ISSUED + timedelta(days=200)):
        page = client.get(reverse("certificates:verify", args=[grouped(certificate.code)]))
        assert "This certificate is valid" in page.content.decode()
    at = loaded(certificate)
    assert state_tag(at, NOW) == ("Renew by 1 March 2027", "due")
    assert state_tag(at, NOW + timedelta(days=150)) == ("Renewal was due 1 March 2027", "bad")


def test_the_state_of_a_day_stays_what_it_was(officer, programme) -> None:
    holder = make_certificate().person.canonical_id
    made = decide(officer, programme)
    after = DUE + timedelta(days=30)
    back = NOW + timedelta(days=130)
    withdraw_call(by=officer, call=made, reason="Too soon.", now=back)
    assert holder not in holdings(programme.pk, DUE + DAY)
    assert holder in holdings(programme.pk, after)


def test_a_new_term_begins_with_the_pass_of_the_newer_edition(officer, programme, newer) -> None:
    person = make_person()
    old = make_certificate(person)
    older = programme.course.editions.get(number=1)
    assert hold(person, newer, now=NOW + DAY) == old
    decide(officer, programme)
    later = NOW + timedelta(days=10)
    assert hold(person, older, now=later) == old
    renewed = hold(person, newer, now=later)
    assert renewed.replaces == old
    assert renewed.held.last_day == date(2027, 11, 21)
    assert loaded(old).due_by is None
    assert loaded(renewed).due_by is None
    assert person.pk in holdings(programme.pk, DUE + DAY)
    assert person.pk not in lapsed(DUE + DAY)


def test_inside_its_own_window_it_keeps_its_anniversary(officer, programme, newer) -> None:
    person = make_person()
    make_certificate(person)
    decide(officer, programme, due_on=date(2027, 9, 1))
    renewed = hold(person, newer, now=ISSUED + timedelta(days=320))
    assert renewed.held.last_day == date(2028, 10, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"due_on": date(2026, 11, 11)}, "after today"),
        ({"reason": "  "}, "Say why"),
        ({"value": "1"}, "from the list"),
        ({"basis": "nothing"}, "from the list"),
        ({"due_on": date(2030, 1, 1)}, "No certificate"),
    ],
)
def test_what_makes_no_sense_is_refused(officer, programme, changes, words: str) -> None:
    make_certificate()
    with pytest.raises(CannotCall, match=words):
        decide(officer, programme, **changes)
    assert not RenewalCall.objects.exists()
    assert decide(officer, programme)


def test_it_is_decided_once_until_it_is_taken_back(officer, programme) -> None:
    make_certificate()
    made = decide(officer, programme)
    with pytest.raises(CannotCall, match="already"):
        decide(officer, programme)
    withdraw_call(by=officer, call=made, reason="Too soon.", now=NOW)
    withdraw_call(by=officer, call=made, reason="Again.", now=NOW)
    assert AuditRow.objects.filter(verb="certificates.renewal_call_withdrawn").count() == 1
    assert decide(officer, programme, now=NOW + DAY)


@pytest.mark.parametrize("role", ["trainer", "specialist", "admin"])
def test_only_the_secretariat_decides(programme, officer, role: str) -> None:
    make_certificate()
    with pytest.raises(NotAllowed):
        decide(make_user(role), programme)
    made = decide(officer, programme)
    with pytest.raises(NotAllowed):
        withdraw_call(by=make_user(role, email="b@example.org"), call=made, reason="x", now=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_certificates_are_issued_while_a_decision_is_written(officer, programme) -> None:
    make_certificate(make_person("Ana Roe"))
    person, edition = make_person("Bea Roe"), make_edition()

    def issue() -> Certificate:
        try:
            return hold(person, edition, NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        decide(officer, programme)
        assert pool.submit(issue).result(timeout=20).person == person


def test_what_is_issued_on_the_old_edition_later_falls_due_as_well(officer, programme) -> None:
    make_certificate()
    made = decide(officer, programme)
    late = make_certificate(make_person("Late Roe"), issued_at=NOW + DAY)
    assert extend_calls(by=SYSTEM, now=NOW + 2 * DAY) == 1
    assert extend_calls(by=SYSTEM, now=NOW + 2 * DAY) == 0
    assert made.items.filter(certificate=late).exists()


def test_a_basis_plugs_in_without_a_change_here(officer, programme) -> None:
    make_certificate()
    basis = Basis(
        "attendance",
        options=lambda _programme: [Option("2026", "The day of practice of 2026")],
        older=lambda programme, value: Q(pk__gt=0),
        meets=lambda programme, value, edition: False,
    )
    register_basis(basis)
    try:
        assert ("attendance", Option("2026", "The day of practice of 2026")) in options_of(
            programme
        )
        made = decide(officer, programme, basis="attendance", value="2026")
        assert made.label == "The day of practice of 2026"
    finally:
        del _bases["attendance"]


def test_holders_are_reminded_and_their_supervisor_gets_a_digest(
    officer, programme, client: Client
) -> None:
    certificate = make_certificate(make_person("Marcia A. Campbell"))
    user = make_user(person=certificate.person)
    workplace = make_workplace()
    make_posting(make_staff_record(certificate.person, agency=workplace.agency), workplace)
    supervisor = make_user("supervisor", workplace=workplace, email="s@example.org")
    decide(officer, programme)
    due = ISSUED.replace(year=2027, month=3, day=1)
    counts = []
    for days in (91, 90, 89, 30, 7, 0, -1):
        now = due - timedelta(days=days)
        counts.append(remind_called(by=SYSTEM, now=now))
        assert remind_called(by=SYSTEM, now=now) == 0
    assert counts == [0, 1, 0, 1, 1, 1, 0]
    told = Notice.objects.filter(recipient=user, kind="certificates.called")
    assert told.count() == 4
    assert told[0].subject == "Renew your certificate by 1 March 2027"
    assert "The law has changed." in told[0].body
    send_digests(by=SYSTEM, now=due)
    digest = Notice.objects.get(recipient=supervisor, kind="certificates.ending_digest")
    assert digest.body == "Child screening, to be renewed by 1 March 2027: 1"
    with time_machine.travel(due, tick=False):
        client.force_login(supervisor)
        assert "Marcia A. Campbell" in client.get(digest.link).text


@pytest.mark.parametrize("attempt", ["update", "delete"])
@pytest.mark.parametrize("model", [RenewalCall, CalledCertificate])
def test_the_database_refuses_to_change_a_decision(officer, programme, model, attempt) -> None:
    make_certificate()
    decide(officer, programme)
    rows = model.objects.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(id=99) if attempt == "update" else rows._raw_delete(rows.db)


def address(programme: Programme, **more: str) -> str:
    query = {"change": f"{programme.code}:edition:2", "due_on": DUE.isoformat(), **more}
    return reverse("register:change") + "?" + "&".join(f"{k}={v}" for k, v in query.items())


@time_machine.travel(NOW, tick=False)
def test_the_page_shows_whom_it_affects_before_it_is_decided(
    client: Client, officer, programme
) -> None:
    workplace = make_workplace()
    for name in ("Ana Roe", "Bea Poe"):
        person = make_person(name)
        make_posting(make_staff_record(person, agency=workplace.agency), workplace)
        make_certificate(person)
    make_certificate(make_person("Cy Moe"))
    client.force_login(officer)
    said = " ".join(client.get(address(programme)).content.decode().split())
    assert "3 certificates would fall due" in said
    assert "Ana Roe" in said
    assert f">{workplace.agency.name}</th>" in said
    assert "On no roster today" in said
    assert not RenewalCall.objects.exists()
    found = client.get(address(programme, q="Poe")).content.decode()
    assert "Bea Poe" in found
    assert "Ana Roe" not in found
    sent = client.post(address(programme), {"reason": "The law has changed."})
    made = RenewalCall.objects.get()
    assert sent.url == reverse("register:call", args=[made.uuid])
    page = client.get(sent.url).content.decode()
    assert "The law has changed." in page
    assert "Renew by 1 March 2027" in page
    assert "edition 2" in client.get(reverse("register:calls")).content.decode()
    client.post(sent.url, {"reason": "Too soon."})
    assert "Taken back" in client.get(sent.url).content.decode()


@time_machine.travel(NOW, tick=False)
def test_bad_input_is_told_and_nothing_typed_is_lost(client: Client, officer, programme) -> None:
    make_certificate()
    client.force_login(officer)
    wrong = client.get(address(programme, due_on="soon")).content.decode()
    assert "Enter a day, for example" in wrong
    assert 'value="soon"' in wrong
    past = address(programme, due_on="2026-11-01")
    refused = client.post(past, {"reason": "The law has changed."}).content.decode()
    assert "Choose a day after today." in refused
    assert "The law has changed." in refused
    assert "Say why" in client.post(address(programme), {"reason": ""}).content.decode()
    assert not RenewalCall.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_the_list_is_a_file_and_the_export_is_on_record(client: Client, officer, programme) -> None:
    make_certificate(make_person("Ana Roe"))
    client.force_login(officer)
    query = address(programme).split("?")[1]
    answer = client.post(reverse("register:export_change") + "?" + query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Name"] == "Ana Roe"
    assert AuditRow.objects.filter(verb="certificates.register_exported").count() == 1


@time_machine.travel(NOW, tick=False)
def test_without_the_permission_no_names_are_shown(client: Client, programme) -> None:
    make_certificate(make_person("Ana Roe"))
    client.force_login(make_user("secretariat"))
    assert "Ana Roe" not in client.get(address(programme)).content.decode()
    assert "Ana Roe" not in client.get(address(programme, q="Roe")).content.decode()


@time_machine.travel(NOW, tick=False)
def test_the_page_costs_the_same_with_more_people(client: Client, officer, programme) -> None:
    client.force_login(officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address(programme))
        return len(seen)

    make_certificate(make_person("Ana Roe"))
    cost()
    before = cost()
    for number in range(5):
        make_certificate(make_person(f"Bea Roe {number}"))
    assert cost() == before
