"""Handing in, closing by the clock, grading: once and for all."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import queries
from assessments.actions.holding import hold_to_grade
from assessments.key_keeping import paper_with_key
from assessments.models import Attempt, AttemptResult
from assessments.permissions import can_take
from assessments.rules import Grade, QuizRules, grade, is_over, passes, quiz_rules
from assessments.signals import attempt_graded
from courses.actions import complete_activity
from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM, Actor
from foundation.errors import require

log = structlog.get_logger(__name__)
PERSON, TIME = AttemptResult.ClosedBy.PERSON, AttemptResult.ClosedBy.TIME


@transaction.atomic
def submit_attempt(*, by: Actor, attempt: Attempt, now: datetime) -> AttemptResult:
    """Grade the attempt once and for all. A second call gives the first result, unchanged.

    Handed in after its end, it is closed by the clock. A pass completes the quiz in the course.
    Raises NotAllowed.
    """
    require(can_take(by, attempt.enrolment), _("You can hand in your own paper only."))
    hold_to_grade(attempt)
    if first := AttemptResult.objects.filter(attempt=attempt).first():
        return first
    return _grade(by, attempt, now, TIME if is_over(attempt.ends_at, now) else PERSON)


@transaction.atomic
def close_if_over(*, attempt: Attempt, now: datetime) -> AttemptResult | None:
    """Grade what was saved if the time is over, once; None while the attempt stays open.

    The clock decides and not who noticed, so the system itself acts.
    """
    rules = attempt.quiz_rules
    if not is_over(attempt.ends_at, now, rules.grace):
        return None
    hold_to_grade(attempt)
    if first := AttemptResult.objects.filter(attempt=attempt).first():
        return first
    return _grade(SYSTEM, attempt, now, TIME)


def close_overdue(*, now: datetime, most: int = 200, within: timedelta = timedelta(days=30)) -> int:
    """Close open attempts whose time is over, each in its own transaction; gives how many.

    Called by the schedule. One that cannot be closed is logged and holds no other one up. What is
    older than `within` is closed when somebody next opens it.
    """
    overdue = Attempt.objects.open().filter(ends_at__lte=now, ends_at__gt=now - within)
    ends = overdue.order_by("ends_at").values_list("pk", "ends_at", "rules")
    due = [pk for pk, end, rules in ends if is_over(end, now, quiz_rules(rules).grace)]
    closed = failed = 0
    for pk in due:
        if closed == most or failed == most:
            break
        done = _closed(pk, now)
        closed, failed = closed + done, failed + (not done)
    return closed


def _closed(pk: int, now: datetime) -> bool:
    """Whether this attempt is closed now."""
    found = Attempt.objects.select_related("enrolment__person", "enrolment__edition", "quiz")
    try:
        return close_if_over(attempt=found.get(pk=pk), now=now) is not None
    except Exception as error:
        # The class only: the text of an error may hold a name.
        log.error("attempt_not_closed", attempt=pk, error_type=type(error).__name__)
        return False


def _grade(by: Actor, attempt: Attempt, now: datetime, closed_by: str) -> AttemptResult:
    rules = attempt.quiz_rules
    worth = grade(paper_with_key(attempt), queries.chosen_in(attempt))
    ended = min(now, attempt.ends_at) if attempt.ends_at else now
    result = AttemptResult.objects.create(
        attempt=attempt,
        submitted_at=ended,
        graded_at=now,
        closed_by=closed_by,
        score=worth.score,
        out_of=worth.out_of,
        passed=holds_as_passed(worth, rules),
        by_topic=topics_json(worth),
        by_section=sections_json(worth),
    )
    data = {"score": result.score, "out_of": result.out_of, "passed": result.passed}
    record(
        by=by,
        verb="assessments.submit_attempt",
        obj=attempt,
        data={**data, "closed_by": str(closed_by)},
    )
    tell(by=by, result=result, passed=result.passed, at=result.submitted_at)
    return result


def holds_as_passed(worth: Grade, rules: QuizRules) -> bool:
    """Passed, in a quiz where a pass counts."""
    return rules.purpose.counts and passes(worth, rules.pass_mark, rules.at_least)


def topics_json(worth: Grade) -> dict[str, Mapping[str, int]]:
    """A grade's topics as results keep them."""
    return {
        code: {"right": topic.right, "asked": topic.asked} for code, topic in worth.by_topic.items()
    }


def sections_json(worth: Grade) -> dict[str, Mapping[str, object]]:
    """A grade's sections as results keep them."""
    return {
        str(at): {
            "right": section.right,
            "asked": section.asked,
            "missed": list(worth.missed.get(at, ())),
        }
        for at, section in worth.by_section.items()
    }


def tell(*, by: Actor, result: AttemptResult, passed: bool, at: datetime) -> None:
    """Record in the course that the quiz is done, and tell the other rooms.

    A quiz that does not count is done when it is handed in; any other one with a pass.
    """
    attempt = result.attempt
    if passed or not attempt.quiz_rules.purpose.counts:
        complete_activity(by=by, enrolment=attempt.enrolment, lesson=attempt.quiz, now=at)
    attempt_graded.send(sender=Attempt, attempt=attempt, result=result, passed=passed, at=at, by=by)
