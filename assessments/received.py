"""Stored answers as the merge rule reads them."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from assessments.models import Answer, Attempt
from assessments.rules import Received, merge

Rows = QuerySet[Answer]


def received_in(attempt: Attempt) -> list[Received]:
    """Every answer of the attempt that came in time. One query."""
    return received(attempt, Answer.objects.filter(attempt=attempt, late=False))


def received(attempt: Attempt, answers: Rows) -> list[Received]:
    """These answers of one attempt. One query."""
    return _by_attempt({attempt.pk: attempt}, answers)[attempt.pk]


def merged_by_attempt(attempts: Sequence[Attempt]) -> dict[int, dict[str, Received]]:
    """What counts of the answers in time, by attempt (its primary key) and question. One query."""
    by_pk = {attempt.pk: attempt for attempt in attempts}
    found = _by_attempt(by_pk, Answer.objects.filter(attempt__in=by_pk, late=False))
    return {pk: merge(answers) for pk, answers in found.items()}


def _by_attempt(attempts: Mapping[int, Attempt], answers: Rows) -> dict[int, list[Received]]:
    found: dict[int, list[Received]] = {pk: [] for pk in attempts}
    rows = answers.values_list(
        "attempt", "client_id", "question", "chosen", "claimed_ms", "sequence", "received_at"
    )
    for pk, client_id, question, chosen, claim, count, at in rows:
        elapsed = attempts[pk].elapsed_ms(at)
        found[pk].append(
            Received(str(client_id), str(question), frozenset(chosen), claim, count, elapsed)
        )
    return found
