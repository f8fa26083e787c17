"""Stored answers as the merge rule reads them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from assessments.models import Answer, Attempt
from assessments.rules import Received, merge
from foundation.prepared import Prepared

Rows = QuerySet[Answer]
_READ = ["attempt", "client_id", "question", "chosen", "claimed_ms", "sequence", "received_at"]
_ANSWERS = Prepared[tuple[Any, ...]](
    lambda attempt: Answer.objects.filter(attempt=attempt).values_list(*_READ, "late"), attempt=int
)


def received_in(attempt: Attempt) -> list[Received]:
    """Every answer of the attempt that came in time. One query."""
    return received_and_late(attempt)[0]


def received_and_late(attempt: Attempt) -> tuple[list[Received], int]:
    """Every answer of the attempt that came in time, and how many came late. One query."""
    rows = _ANSWERS.rows(attempt=attempt.pk)
    in_time = [row[:-1] for row in rows if not row[-1]]
    return _by_attempt({attempt.pk: attempt}, in_time)[attempt.pk], len(rows) - len(in_time)


def received(attempt: Attempt, answers: Rows) -> list[Received]:
    """These answers of one attempt. One query."""
    return _by_attempt({attempt.pk: attempt}, _values(answers))[attempt.pk]


def merged_by_attempt(attempts: Sequence[Attempt]) -> dict[int, dict[str, Received]]:
    """What counts of the answers in time, by attempt (its primary key) and question. One query."""
    by_pk = {attempt.pk: attempt for attempt in attempts}
    found = _by_attempt(by_pk, _values(Answer.objects.filter(attempt__in=by_pk, late=False)))
    return {pk: merge(answers) for pk, answers in found.items()}


def _values(answers: Rows) -> Iterable[tuple[Any, ...]]:
    return answers.values_list(*_READ)


def _by_attempt(
    attempts: Mapping[int, Attempt], rows: Iterable[tuple[Any, ...]]
) -> dict[int, list[Received]]:
    found: dict[int, list[Received]] = {pk: [] for pk in attempts}
    for pk, client_id, question, chosen, claim, count, at in rows:
        elapsed = attempts[pk].elapsed_ms(at)
        found[pk].append(
            Received(str(client_id), str(question), frozenset(chosen), claim, count, elapsed)
        )
    return found
