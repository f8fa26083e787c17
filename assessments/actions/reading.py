"""Writing down who looked into what."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Attempt, AttemptEvent
from assessments.permissions import attempts_reviewable_by, can_take, may_judge, teaches
from courses.models import EditionLesson
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import User


@transaction.atomic
def note_reading(*, by: Actor, attempt: Attempt, answers: bool, now: datetime) -> None:
    """Record that somebody opened an attempt, or read its `answers`, which the learner is told.

    Raises NotAllowed.
    """
    allowed = (
        may_judge(by, attempt)
        if answers
        else attempts_reviewable_by(by).filter(pk=attempt.pk).exists()
    )
    require(allowed, _("Answers are read by a trainer of the course, not by the learner."))
    if answers:
        AttemptEvent.objects.create(
            attempt=attempt,
            kind=AttemptEvent.Kind.READ,
            at=now,
            by=by if isinstance(by, User) else None,
        )
    record(by=by, verb="assessments.read_attempt", obj=attempt, data={"answers": answers})


def note_key_shown(*, by: Actor, attempt: Attempt, now: datetime) -> None:
    """Record that the learner is given the right answers: what arrives from now on counts no more.

    One row, which needs no transaction of its own. Raises NotAllowed.
    """
    require(can_take(by, attempt.enrolment), _("A result is for the person who took the quiz."))
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=AttemptEvent.Kind.KEY_SHOWN,
        at=now,
        by=by if isinstance(by, User) else None,
    )


@transaction.atomic
def note_export(*, by: Actor, quiz: EditionLesson, people: int) -> None:
    """Record that the answers at a quiz were exported, without names. Raises NotAllowed."""
    require(teaches(by, quiz.edition.course), _("Answers are exported by a trainer of the course."))
    record(by=by, verb="assessments.export_answers", obj=quiz, data={"people": people})
