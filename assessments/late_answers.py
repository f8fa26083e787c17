"""The answers of an attempt that came after its end, and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from assessments.key_keeping import key_shown_at
from assessments.models import Answer, Attempt, LateDecision


class Fate(StrEnum):
    """What became of a late answer."""

    WAITS = "waits"
    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    KEY_KNOWN = "key_known"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class LateAnswer:
    """A late answer: the question's number, when it was given by the device's claim, and arrived."""

    number: int
    given_at: datetime
    arrived_at: datetime
    fate: Fate


def late_answers(
    attempt: Attempt, decisions: Sequence[LateDecision], waiting: Sequence[Answer]
) -> list[LateAnswer]:
    """Every late answer in the order of arrival, whatever the quiz's rule. At most two queries.

    `decisions` are those of the attempt, `waiting` the answers that a trainer may decide on.
    """
    rows = list(Answer.objects.filter(attempt=attempt, late=True).order_by("pk"))
    shown = key_shown_at(attempt) if rows else None
    numbers = {version: number for number, version in enumerate(attempt.versions, start=1)}
    undecided = {answer.pk for answer in waiting}
    return [
        LateAnswer(
            numbers[str(row.question)],
            attempt.started_at + timedelta(milliseconds=row.claimed_ms),
            row.received_at,
            _fate(row, decisions, undecided, shown),
        )
        for row in rows
    ]


def _fate(
    row: Answer, decisions: Sequence[LateDecision], undecided: set[int], shown: datetime | None
) -> Fate:
    if shown is not None and row.received_at >= shown:
        return Fate.KEY_KNOWN
    if row.pk in undecided:
        return Fate.WAITS
    decision = next((one for one in decisions if one.upto >= row.pk), None)
    if decision is None:
        return Fate.NO_RULE
    return Fate.COUNTED if decision.counted else Fate.NOT_COUNTED
