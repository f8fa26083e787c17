"""The log of an attempt, put together from the rows that are its record. Nothing is written for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count

from assessments.models import Answer, Attempt, AttemptEvent
from assessments.queries import decisions_of, result_of


class What(StrEnum):
    """What a line of the log is about."""

    GRANTED = "granted"
    STARTED = "started"
    RESUMED = "resumed"
    SAVED = "saved"
    LATE = "late"
    TOO_LATE = "too_late"
    HANDED_IN = "handed_in"
    TIME_OVER = "time_over"
    GRADED = "graded"
    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    KEY_SHOWN = "key_shown"
    READ = "read"


@dataclass(frozen=True)
class Entry:
    """A line of the log. `count` is of answers, or the score where something was graded."""

    at: datetime
    what: What
    count: int = 0
    out_of: int = 0
    reason: str = ""


def log_of(attempt: Attempt) -> list[Entry]:
    """Everything recorded of an attempt, in order of time. Three queries, one more with a grant."""
    entries = [*_begun(attempt), *_answers(attempt), *_events(attempt), *_ended(attempt)]
    return sorted(entries, key=lambda entry: entry.at)


def _begun(attempt: Attempt) -> Iterable[Entry]:
    if attempt.grant:
        reason = attempt.grant.get_reason_display()
        yield Entry(attempt.grant.granted_at, What.GRANTED, reason=reason)
    yield Entry(attempt.started_at, What.STARTED, out_of=len(attempt.paper))


def _answers(attempt: Attempt) -> Iterable[Entry]:
    """Answers by the batch in which they arrived."""
    batches = Answer.objects.filter(attempt=attempt).values_list("received_at", "late")
    for at, late, count in batches.annotate(count=Count("pk")).order_by("received_at"):
        yield Entry(at, What.LATE if late else What.SAVED, count)


def _events(attempt: Attempt) -> Iterable[Entry]:
    for event in AttemptEvent.objects.filter(attempt=attempt):
        yield Entry(event.at, What(event.kind), event.count)


def _ended(attempt: Attempt) -> Iterable[Entry]:
    result = result_of(attempt)
    if result is None:
        return
    by_time = result.closed_by == result.ClosedBy.TIME
    yield Entry(result.submitted_at, What.TIME_OVER if by_time else What.HANDED_IN)
    yield Entry(result.graded_at, What.GRADED, result.score, result.out_of)
    for decision in decisions_of(attempt):
        yield Entry(
            decision.decided_at,
            What.COUNTED if decision.counted else What.NOT_COUNTED,
            decision.score,
            result.out_of,
            decision.get_reason_display(),
        )
