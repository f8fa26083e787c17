"""What is decided or recorded by hand: a disputed name, a proposal to issue, earlier certificates."""

from datetime import datetime, timedelta

from django.utils import timezone

from certificates.actions import propose_issue
from certificates.actions.calling import call_for_renewal
from certificates.actions.external import (
    add_external_course,
    decide_external_course,
)
from certificates.earlier.actions import record_one
from certificates.models import ExternalCourse, Programme
from certificates.names.actions import dispute_name
from courses.models import CourseEdition
from firstline.demo import texts
from firstline.demo.cast import user_of
from foundation.audit.actors import Actor
from people.actions import let_see_names
from people.models import StaffRecord

SAID_BEFORE = timedelta(days=2)
CALLED_BEFORE = timedelta(days=10)


def load_disputed_name(*, now: datetime) -> None:
    """Somebody says that the name on record is wrong; their focal person has not decided."""
    row, user = texts.people()["disputed_name"], user_of("supervisor")
    assert user.person is not None
    dispute_name(
        by=user, person=user.person, wanted=row["wanted"], why=row["why"], now=now - SAID_BEFORE
    )


def load_renewal_call(*, programme: Programme, edition: CourseEdition, now: datetime) -> None:
    """Certificates of the edition before fall due by a day, and their holders are called."""
    said, decided = texts.course()["renewal_call"], now - CALLED_BEFORE
    call_for_renewal(
        by=user_of("secretariat"),
        programme=programme,
        basis="edition",
        value=str(edition.number),
        due_on=timezone.localdate(now) + timedelta(days=said["due_in_days"]),
        reason=said["reason"],
        now=decided,
    )


def load_elsewhere(*, now: datetime) -> None:
    """Courses that people took elsewhere: some wait for their keeper, one was accepted."""
    for row in texts.people()["elsewhere"]:
        user = user_of(row["who"])
        assert user.person is not None
        facts = {name: row[name] for name in ("title", "provider", "reference")}
        completed_on = timezone.localdate(now) - timedelta(days=row["days_ago"])
        course = add_external_course(
            by=user,
            course=ExternalCourse(
                person=user.person,
                completed_on=completed_on,
                hours_by_category=row["hours"],
                **facts,
            ),
            now=now - SAID_BEFORE,
        )
        if keeper := row.get("accepted_by"):
            decide_external_course(by=user_of(keeper), course=course, accepted=True, now=now)


def load_proposal(*, by: Actor, programme: Programme, now: datetime) -> None:
    """An officer who may see names proposes a certificate by hand; a second one has not agreed."""
    for officer in ("secretariat", "secretariat2"):
        let_see_names(by=by, user=user_of(officer), allowed=True)
    row = texts.people()["by_hand"]
    propose_issue(
        by=user_of("secretariat2"),
        person=_record(row["who"]).person,
        programme=programme,
        reason=row["reason"],
        note=row["note"],
        now=now - SAID_BEFORE,
    )


def load_earlier(*, now: datetime) -> None:
    """Two papers that others issued, on record."""
    for row in texts.people()["earlier_papers"]:
        record_one(by=user_of("secretariat"), row={"line": 1, "number": "", **row}, now=now)


def _record(login: str) -> StaffRecord:
    code, _slash, number = login.partition("/")
    return StaffRecord.objects.select_related("person").get(root_agency__code=code, number=number)
