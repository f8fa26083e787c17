"""Two at once: one leaving, one end of access, one exemption, one reminder."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import DomainError
from people import actions
from people.models import Exemption, Posting, StaffRecord, User
from tests.factories.people import make_person, make_posting, make_staff_record, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run them at the same moment; what each returned, or the domain error it raised."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except DomainError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def record() -> StaffRecord:
    record = make_staff_record(make_person("Nadine Brown"))
    make_posting(record)
    make_user(person=record.person)
    return record


def test_a_leaving_is_entered_once(record: StaffRecord) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    def leave() -> object:
        return actions.leave(by=SYSTEM, staff_record=record, last_day=yesterday, now=timezone.now())

    results = at_once(*[leave] * 4)
    assert sum(isinstance(result, StaffRecord) for result in results) == 1
    assert AuditRow.objects.filter(verb="people.left").count() == 1
    assert User.objects.get(person=record.person).sessions_ended == 1


def test_access_ends_once_however_many_workers(record: StaffRecord) -> None:
    actions.leave(by=SYSTEM, staff_record=record, last_day=timezone.localdate(), now=timezone.now())
    tomorrow = timezone.now() + timedelta(days=1)
    results = at_once(*[lambda: actions.end_due_access(now=tomorrow)] * 4)
    assert sum(int(str(result)) for result in results) == 1
    assert AuditRow.objects.filter(verb="people.access_ended").count() == 1


def test_nobody_is_posted_while_they_leave(record: StaffRecord) -> None:
    posting = record.postings.select_related("workplace__agency", "cadre").get()
    other = make_posting(make_staff_record(agency=record.agency)).workplace

    def leave() -> object:
        return actions.leave(
            by=SYSTEM, staff_record=record, last_day=timezone.localdate(), now=timezone.now()
        )

    def post() -> object:
        return actions.open_posting(
            by=SYSTEM,
            staff_record=StaffRecord.objects.get(pk=record.pk),
            workplace=other,
            cadre=posting.cadre,
            starts_on=timezone.localdate(),
        )

    at_once(leave, post)
    assert not Posting.objects.filter(staff_record=record, ends_on=None).exists()


def test_the_same_days_are_exempt_once(record: StaffRecord) -> None:
    day = timezone.localdate()

    def exempt() -> object:
        return actions.exempt(
            by=SYSTEM, staff_record=record, reason="study", starts_on=day, ends_on=day
        )

    at_once(*[exempt] * 4)
    assert Exemption.objects.count() == 1
