"""Deciding on answers that arrived late."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import queries
from assessments.actions.grading import holds_as_passed, sections_json, tell, topics_json
from assessments.actions.holding import hold_to_grade
from assessments.errors import AlreadyDecided, MoreArrived, NothingToDecide
from assessments.key_keeping import paper_with_key
from assessments.models import Answer, Attempt, LateDecision
from assessments.permissions import may_judge
from assessments.rules import grade
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from people.models import User

GRADING = System("assessments")


@transaction.atomic
def decide_late(
    *, by: Actor, attempt: Attempt, counted: bool, reason: str, upto: int, now: datetime
) -> LateDecision:
    """Count the late answers of a failed attempt that arrived so far, or do not.

    `upto` is the last one (`Answer.pk`) that was read. The result stays as it is; a decision that turns
    it into a pass completes the quiz and tells the other rooms, once. Asked again for the same answers
    it gives the first decision. Raises NotAllowed, NothingToDecide, MoreArrived, and AlreadyDecided
    where that one was another.
    """
    require(
        may_judge(by, attempt),
        _("Late answers are decided by a trainer of the course, and never by the learner."),
    )
    hold_to_grade(attempt)
    decisions = queries.decisions_of(attempt)
    if first := next((one for one in decisions if one.upto == upto), None):
        if (first.counted, first.reason) != (counted, reason):
            raise AlreadyDecided
        return first
    _check_read(queries.late_waiting(attempt, decisions), upto)
    decision = LateDecision(
        attempt=attempt,
        upto=upto,
        counted=counted,
        reason=LateDecision.Reason(reason),
        decided_at=now,
        decided_by=by if isinstance(by, User) else None,
    )
    _grade_with_late(decision, decisions)
    decision.save()
    record(
        by=by,
        verb="assessments.decide_late",
        obj=attempt,
        data={"counted": counted, "reason": str(decision.reason), "score": decision.score},
    )
    if counted and decision.passed:
        # The evidence completes the quiz and not the trainer, who does nobody's lessons.
        tell(by=GRADING, result=attempt.result, passed=True, at=now)
    return decision


def _check_read(waiting: Sequence[Answer], upto: int) -> None:
    """Raise unless `upto` is the last of the answers that wait: all of them were read."""
    if not waiting:
        raise NothingToDecide
    if waiting[-1].pk != upto:
        raise MoreArrived


def _grade_with_late(decision: LateDecision, before: Sequence[LateDecision]) -> None:
    """Fill in what the attempt is worth with the late answers up to this decision."""
    attempt = decision.attempt
    chosen = queries.chosen_with_late(attempt, before, decision.upto)
    worth = grade(paper_with_key(attempt), chosen)
    decision.score = worth.score
    decision.passed = holds_as_passed(worth, attempt.quiz_rules)
    decision.by_topic, decision.by_section = topics_json(worth), sections_json(worth)
