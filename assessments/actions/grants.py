"""Helping one person: another attempt, more time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import queries
from assessments.actions.holding import hold_person
from assessments.choices import MOST_MINUTES, MOST_PERCENT
from assessments.errors import NoGrantNeeded, TooMuchTime
from assessments.models import ExtraAttempt, ExtraTime
from assessments.permissions import can_give_time, can_grant_attempt
from assessments.rules import quiz_rules, refuses_start
from courses.models import EditionLesson, Enrolment
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Person, User


@transaction.atomic
def grant_attempt(
    *, by: Actor, enrolment: Enrolment, quiz: EditionLesson, reason: str, now: datetime
) -> ExtraAttempt:
    """Give one more attempt to whoever has none left, or must wait. Their next start uses it.

    Raises NotAllowed, NoGrantNeeded.
    """
    person = enrolment.person
    require(
        can_grant_attempt(by, person, enrolment.edition.course),
        _(
            "Another attempt is given by the person's focal person, a trainer of the course or the Secretariat."
        ),
    )
    # Starts and grants of a person wait for each other, so that two officers do not give two.
    hold_person(person)
    attempts = queries.attempts_of(person, quiz)
    rules = quiz_rules(queries.text_of(quiz).body)
    standing = queries.standing_of(person, quiz, attempts, rules, now)
    helps = refuses_start(standing, rules, now) in queries.GRANT_HELPS
    if standing.has_open or not helps:
        raise NoGrantNeeded
    grant = ExtraAttempt.objects.create(
        person_id=person.canonical_id,
        lesson_key=quiz.lesson_key,
        reason=ExtraAttempt.Reason(reason),
        granted_at=now,
        granted_by=by if isinstance(by, User) else None,
    )
    data = {"lesson_key": str(quiz.lesson_key), "reason": str(grant.reason)}
    record(by=by, verb="assessments.grant_attempt", obj=grant, data=data)
    return grant


@transaction.atomic
def give_extra_time(
    *, by: Actor, person: Person, percent: int, minutes: int, reason: str, now: datetime
) -> ExtraTime:
    """Lengthen a person's time limits from their next attempt on; zeroes end it.

    The kind of reason stays in the row and out of the audit trail: it may speak of health.
    Raises NotAllowed, TooMuchTime.
    """
    require(
        can_give_time(by, person),
        _(
            "Extra time is given by the person's focal person, a trainer of theirs or the Secretariat."
        ),
    )
    if not (0 <= percent <= MOST_PERCENT and 0 <= minutes <= MOST_MINUTES):
        raise TooMuchTime
    given = ExtraTime.objects.create(
        person_id=person.canonical_id,
        percent=percent,
        minutes=minutes,
        reason=ExtraTime.Reason(reason),
        given_at=now,
        given_by=by if isinstance(by, User) else None,
    )
    data = {"percent": percent, "minutes": minutes}
    record(by=by, verb="assessments.give_extra_time", obj=given, data=data)
    return given
