"""Two officers take a version out of use at once, and two give it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import DomainError, NotAllowed
from foundation.jobs import running
from foundation.jobs.models import Job
from foundation.notices.models import Notice
from people.models import User
from protocols.actions import end_suspension, freeze_protocol_version, suspend_version
from protocols.actions.suspending import TELL
from protocols.models import ProtocolVersion, SuspensionConfirmation, SuspensionRequest
from protocols.queries import sheets
from protocols.suspension import is_suspended
from tests.factories.people import (
    give,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.factories.protocols import NOW, TODAY, make_contact, make_draft, make_version, sign_all

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version()


@pytest.fixture
def first(db: None) -> User:
    return make_user("secretariat")


@pytest.fixture
def second(db: None) -> User:
    return make_user("legal")


def suspend(version: ProtocolVersion, *officers: User, now: Any = NOW) -> None:
    for officer in officers:
        suspend_version(by=officer, version=version, reason="harm", now=now)


def tell() -> None:
    """A worker runs what was asked for."""
    for job in Job.objects.filter(kind=TELL, status=Job.Status.QUEUED).order_by("created_at"):
        running.run(job.pk, now=timezone.now())
    assert not Job.objects.filter(kind=TELL).exclude(status=Job.Status.DONE).exists()


def test_one_officer_is_not_enough_and_two_are(
    version: ProtocolVersion, first: User, second: User
) -> None:
    suspend(version, first, first)
    assert not is_suspended(version)
    assert SuspensionRequest.objects.count() == 1
    suspend(version, second, now=SOON)
    assert is_suspended(version)
    verbs = AuditRow.objects.filter(object_type__icontains="protocolversion").order_by("pk")
    assert list(verbs.values_list("verb", flat=True))[-2:] == [
        "protocols.ask_to_suspend",
        "protocols.suspend_version",
    ]
    with pytest.raises(DomainError, match="suspended already"):
        suspend(version, make_user("secretariat"))


def test_two_sign_ins_of_one_person_are_one_officer(version: ProtocolVersion) -> None:
    kept, duplicate = make_person(), make_person()
    duplicate.same_as = kept
    duplicate.save()
    suspend(version, make_user("legal", person=duplicate), make_user("legal", person=kept))
    assert not is_suspended(version)


def test_others_do_not_suspend(version: ProtocolVersion, first: User) -> None:
    suspend(version, first)
    for stranger in (make_user(), make_user("specialist"), make_user("trainer"), SYSTEM):
        with pytest.raises(NotAllowed):
            suspend_version(by=stranger, version=version, reason="harm", now=NOW)
    assert not is_suspended(version)


def test_a_request_is_forgotten_after_a_day(
    version: ProtocolVersion, first: User, second: User
) -> None:
    suspend(version, first)
    suspend(version, second, now=NOW + timedelta(days=1))
    assert not is_suspended(version)
    suspend(version, first, now=NOW + timedelta(days=1, hours=23))
    assert is_suspended(version)


def test_two_officers_give_it_back(version: ProtocolVersion, first: User, second: User) -> None:
    suspend(version, first, second)
    with pytest.raises(DomainError, match="not suspended"):
        end_suspension(by=first, version=make_version(slug="other", name="Other"), now=SOON)
    end_suspension(by=second, version=version, now=SOON)
    end_suspension(by=second, version=version, now=SOON)
    assert is_suspended(version)
    end_suspension(by=first, version=version, now=SOON)
    assert not is_suspended(version)
    assert AuditRow.objects.filter(verb="protocols.end_suspension").count() == 1


def test_an_old_request_does_not_suspend_again(
    version: ProtocolVersion, first: User, second: User
) -> None:
    """What was asked before it was given back is not seconded by whoever asks next."""
    suspend(version, first, second)
    for officer in (first, second):
        end_suspension(by=officer, version=version, now=SOON)
    suspend(version, second, now=SOON + timedelta(minutes=1))
    assert not is_suspended(version)


def test_a_new_version_is_not_suspended(
    version: ProtocolVersion, first: User, second: User
) -> None:
    suspend(version, first, second)
    draft = make_draft(version="1.0.1")
    sign_all(draft, SOON)
    later = freeze_protocol_version(by=SYSTEM, draft=draft, now=SOON)
    assert not is_suspended(later)
    assert is_suspended(version)
    assert [sheet.title for sheet in sheets(TODAY)] == ["Small protocol"]


def test_suspensions_are_append_only(version: ProtocolVersion, first: User, second: User) -> None:
    suspend(version, first, second)
    for model in (SuspensionRequest, SuspensionConfirmation):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            model._default_manager.all()._raw_delete("default")  # type: ignore[attr-defined]


def serving(cadre: str, email: str = "") -> User:
    person = make_person()
    record = make_staff_record(person=person)
    workplace = make_workplace(agency=record.agency)
    make_posting(record, workplace, cadre=make_cadre(cadre))
    return make_user(person=person, email=email)


def test_everyone_in_its_cadres_is_told_once(
    version: ProtocolVersion, first: User, second: User
) -> None:
    nurse, teacher, learner = serving("nurse"), serving("teacher"), make_user()
    duplicate = make_person()
    duplicate.same_as = nurse.person
    duplicate.save()
    other_sign_in = make_user(person=duplicate)
    suspend(version, first)
    asked = Notice.objects.filter(kind="protocols.second_officer")
    assert set(asked.values_list("recipient", flat=True)) >= {second.pk}
    assert first.pk not in set(asked.values_list("recipient", flat=True))
    suspend(version, second)
    tell()
    told = Notice.objects.filter(kind="protocols.suspension")
    assert set(told.values_list("recipient", flat=True)) == {nurse.pk, other_sign_in.pk}
    assert {teacher.pk, learner.pk}.isdisjoint(told.values_list("recipient", flat=True))
    assert "Stop using this protocol: Small protocol, version 1.0.0" in told[0].subject
    for officer in (first, second):
        end_suspension(by=officer, version=version, now=SOON)
    tell()
    assert told.filter(recipient=nurse).count() == 2
    assert told.filter(subject__startswith="You may use this protocol again").count() == 2


def test_what_is_no_longer_so_is_not_told(
    version: ProtocolVersion, first: User, second: User
) -> None:
    nurse = serving("nurse")
    suspend(version, first, second)
    for officer in (first, second):
        end_suspension(by=officer, version=version, now=SOON)
    tell()
    (notice,) = Notice.objects.filter(kind="protocols.suspension", recipient=nurse)
    assert notice.subject.startswith("You may use")


@pytest.fixture
def in_use(db: None) -> ProtocolVersion:
    """In force today, with the emergency numbers in the book."""
    for code in ("police-emergency", "childrens-registry"):
        make_contact(code, phone="119" if code.startswith("police") else "211")
    return make_version()


def test_the_runner_shows_the_emergency_steps_only(
    client: Client, in_use: ProtocolVersion, first: User, second: User
) -> None:
    nurse = serving("nurse")
    client.force_login(nurse)
    before = client.get("/protocols/small/practice/").content.decode()
    assert "Sign A1" in before
    suspend(in_use, first, second)
    answers = {"version": "1.0.0", "ready": ["P1", "P2"], "age": "12_17", "item_D1": "yes"}
    pages = [
        client.get("/protocols/small/practice/"),
        client.post("/protocols/small/practice/", answers),
        client.post("/protocols/small/practice/", answers | {"stop": "1"}),
        Client().get("/protocols/small/sheet/"),
    ]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "Small protocol is suspended" in page
        assert 'href="tel:119"' in page
        assert 'href="tel:211"' in page
        assert "Sign A1" not in page
        assert "Call the referral desk." not in page
    listed = client.get("/protocols/").content.decode()
    assert "Suspended: do not use it now" in listed
    assert "Sheet to print" not in listed
    assert sheets(timezone.localdate()) == []


def test_without_emergency_numbers_its_most_urgent_steps_stand(
    client: Client, version: ProtocolVersion, first: User, second: User
) -> None:
    suspend(version, first, second)
    page = client.get("/protocols/small/sheet/").content.decode()
    assert "Call the referral desk." in page
    assert "Sign A1" not in page


def test_two_clicks_of_two_people(client: Client, in_use: ProtocolVersion, first: User) -> None:
    second = make_user("legal")
    url = f"/admin/snippets/protocols/protocoldraft/suspend/{in_use.pk}/"
    for officer, said in (
        (first, "as soon as a second officer agrees"),
        (second, "It is suspended from"),
    ):
        client.force_login(officer)
        assert url in client.get("/protocols/").content.decode()
        page = client.get(url).content.decode()
        assert "Small protocol 1.0.0" in page.partition("<main")[2]
        assert '<option value="harm" selected>' in page
        answer = client.post(url, {"kind": "suspend", "reason": "harm"}, follow=True)
        assert said in answer.content.decode()
    # A late second press on the page that said "Suspend" does not give it back.
    client.post(url, {"kind": "suspend", "reason": "harm"})
    assert is_suspended(in_use)
    for officer in (second, first):
        client.force_login(officer)
        client.post(url, {"kind": "end"})
    assert not is_suspended(in_use)
    assert client.post(url, {"kind": "suspend", "reason": "cleared"}).status_code == 200
    assert not is_suspended(in_use)


def test_others_do_not_find_the_page(client: Client, in_use: ProtocolVersion, first: User) -> None:
    url = f"/admin/snippets/protocols/protocoldraft/suspend/{in_use.pk}/"
    client.force_login(first)
    assert client.get(url).status_code == 200
    specialist = make_user("specialist")
    client.force_login(specialist)
    assert client.get(url).status_code == 404
    assert client.post(url, {"kind": "suspend", "reason": "harm"}).status_code == 404
    assert "Suspend at once" not in client.get("/protocols/").content.decode()
    give(specialist, "legal")
    client.force_login(User.objects.get(pk=specialist.pk))
    assert client.get(url).status_code == 200


def test_the_list_costs_the_same_however_long(client: Client, version: ProtocolVersion) -> None:
    client.force_login(make_user("secretariat"))
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            client.get("/protocols/")
        counts.append(len(queries))
        make_version(slug=f"p{number}", name=f"P{number}")
    assert counts[1] == counts[2]
