"""A requirement puts people on the course they need, with the day by which to pass it."""

from datetime import date, timedelta

import pytest
import time_machine

from courses.models import Enrolment
from coverage.actions import concerned_by, enrol_concerned
from coverage.tasks import apply_requirements
from foundation.audit.actors import SYSTEM
from foundation.jobs.models import Job
from people import actions
from tests.factories.certificates import ISSUED, make_certificate, make_edition, make_programme
from tests.factories.coverage import make_requirement
from tests.factories.people import (
    make_agency,
    make_cadre,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(ISSUED + timedelta(days=53), tick=False):
        yield


@pytest.fixture
def clinic(db):
    make_programme()
    return make_workplace(agency=make_agency())


def serve(clinic, *, account: bool = True, cadre: str = "nurse", since: date = date(2020, 4, 1)):
    """Somebody who serves at the clinic; their person."""
    posting = make_posting(
        make_staff_record(agency=clinic.agency), clinic, make_cadre(cadre), starts_on=since
    )
    person = posting.staff_record.person
    if account:
        make_user(person=person)
    return person


def test_it_concerns_who_serves_there_can_sign_in_and_is_not_certified(clinic) -> None:
    nurse = serve(clinic)
    late = serve(clinic, since=date(2026, 11, 1))
    serve(clinic, account=False)
    serve(clinic, cadre="doctor")
    serve(make_workplace(agency=make_agency("JCF")))
    make_certificate(serve(clinic))
    found = concerned_by(make_requirement(), TODAY)
    assert [(c.person, c.due_on) for c in found] == [
        (nurse.pk, date(2026, 6, 30)),
        (late.pk, date(2027, 1, 30)),
    ]


def test_requiring_enrols_by_a_job(clinic, django_capture_on_commit_callbacks) -> None:
    person = serve(clinic)
    with django_capture_on_commit_callbacks(execute=True):
        requirement = make_requirement()
    enrolment = Enrolment.objects.get()
    assert enrolment.person == person
    assert enrolment.due_on == date(2026, 6, 30)
    assert enrolment.reason == f"requirement:{requirement.pk}"
    job = Job.objects.get(kind="coverage.apply_requirement")
    assert (job.status, job.done, job.total) == ("done", 1, 1)


def test_each_night_new_people_are_enrolled_once(
    clinic, django_capture_on_commit_callbacks
) -> None:
    make_requirement()
    serve(clinic)
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            apply_requirements()
    assert Enrolment.objects.count() == 1


def test_who_has_begun_an_earlier_edition_stays_on_it(clinic) -> None:
    person = serve(clinic)
    first = make_edition(number=1)
    Enrolment.objects.create(person=person, edition=first, enrolled_at=ISSUED, reason="self")
    requirement, second = make_requirement(), make_edition(number=2)
    people = concerned_by(requirement, TODAY)
    enrol_concerned(requirement=requirement, edition=second, people=people, now=ISSUED)
    enrolment = Enrolment.objects.get()
    assert enrolment.edition == first
    assert enrolment.due_on == date(2026, 6, 30)


def test_exempt_days_move_the_day_to_comply(clinic) -> None:
    person = serve(clinic)
    requirement = make_requirement()
    record = person.staff_records.get()
    away = {"staff_record": record, "reason": "maternity"}
    edition = make_edition()

    def apply() -> Enrolment:
        people = concerned_by(requirement, TODAY)
        enrol_concerned(requirement=requirement, edition=edition, people=people, now=ISSUED)
        return Enrolment.objects.get()

    assert apply().due_on == date(2026, 6, 30)
    given = actions.exempt(by=SYSTEM, starts_on=date(2026, 6, 1), ends_on=date(2026, 8, 31), **away)
    assert apply().due_on == date(2026, 9, 30)
    actions.withdraw_exemption(by=SYSTEM, exemption=given, now=ISSUED)
    assert apply().due_on == date(2026, 6, 30)
