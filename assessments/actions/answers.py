"""Saving answers. What is not acknowledged by a `Receipt` after the commit is not saved."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.holding import hold
from assessments.errors import TooManyAnswers
from assessments.models import Answer, Attempt, AttemptEvent, AttemptResult
from assessments.permissions import can_take
from assessments.rules import BadAnswer, Timing, is_over, refuses_answer, timing_of
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import User

MOST_ANSWERS = 200
# A script that goes on and on after the end fills no table.
MOST_TRACES = 20
TOO_LATE = AttemptEvent.Kind.TOO_LATE


@dataclass(frozen=True)
class Given:
    """An answer as a client sends it. `client_id` makes sending it twice harmless.

    `claimed_ms` is when it was given, in ms since the attempt began, None for "just now";
    `sequence` is the device's own count of its answers.
    """

    client_id: uuid.UUID
    question: uuid.UUID
    chosen: tuple[str, ...]
    claimed_ms: int | None = None
    sequence: int = 0

    @property
    def content(self) -> tuple[uuid.UUID, tuple[str, ...]]:
        """What an id stands for, once and for all."""
        return (self.question, tuple(sorted(set(self.chosen))))


Content = tuple[uuid.UUID, tuple[str, ...]]


@dataclass(frozen=True)
class Receipt:
    """What became of a batch: the ids that are stored, and why others are not.

    `late` are those of `saved` that came after the end and are kept apart. `open` says whether the
    attempt still takes answers.
    """

    saved: tuple[uuid.UUID, ...]
    late: tuple[uuid.UUID, ...]
    refused: tuple[tuple[uuid.UUID, BadAnswer], ...]
    open: bool


@transaction.atomic
def save_answers(
    *, by: Actor, attempt: Attempt, answers: Sequence[Given], now: datetime
) -> Receipt:
    """Store each answer that fits the paper; each that does not is refused and changes nothing.

    Answers stand alone, so that a bad one never holds the good ones back. One already stored is
    acknowledged again, even after the end; its id with another content is refused as a conflict.
    One given in time that arrives after the end is kept apart, as `rules.timing` says.
    No audit row: answers are append-only and dated themselves. Raises NotAllowed, TooManyAnswers.
    """
    require(can_take(by, attempt.enrolment), _("You can answer on your own paper only."))
    if len(answers) > MOST_ANSWERS:
        raise TooManyAnswers(MOST_ANSWERS)
    hold(attempt)
    clock = _Clock(attempt, now)
    batch = _sort(answers, _stored(attempt, answers), attempt.paper, clock)
    Answer.objects.bulk_create(
        [_row(attempt, given, clock.now, late=late) for given, late in batch.fresh.values()]
    )
    _note_too_late(by, attempt, batch, clock.now)
    return Receipt(
        tuple(batch.saved),
        tuple(client_id for client_id in batch.saved if batch.is_late(client_id)),
        tuple(batch.refused),
        clock.open,
    )


def _note_too_late(by: Actor, attempt: Attempt, batch: "_Batch", now: datetime) -> None:
    """Leave a trace for appeals of what was refused after the end."""
    count = sum(reason == BadAnswer.ENDED for _id, reason in batch.refused)
    if not count or attempt.events.filter(kind=TOO_LATE).count() >= MOST_TRACES:
        return
    user = by if isinstance(by, User) else None
    AttemptEvent.objects.create(attempt=attempt, kind=TOO_LATE, at=now, count=count, by=user)


class _Clock:
    """Where the attempt stands now, and with it every answer that is not stored yet."""

    def __init__(self, attempt: Attempt, now: datetime) -> None:
        result = AttemptResult.objects.filter(attempt=attempt).first()
        # Whoever handed in while this request waited for the attempt came first, whatever it says
        # on the request: what is not in the grade never counts as given in time.
        self.now = max(now, result.graded_at) if result else now
        self.attempt, self.graded = attempt, result is not None
        self.ended_at = result.submitted_at if result else attempt.ends_at
        over = is_over(self.ended_at, self.now)
        self.open = not over
        self.grace = attempt.quiz_rules.grace if over and not result else timedelta()

    def timing(self, given: Given) -> Timing:
        if given.claimed_ms is None:
            return Timing.IN_TIME if self.open else Timing.TOO_LATE
        timing = timing_of(
            started_at=self.attempt.started_at,
            ended_at=self.ended_at,
            now=self.now,
            claimed_ms=given.claimed_ms,
            grace=self.grace,
        )
        assert not (self.graded and timing == Timing.IN_TIME), "graded already"
        return timing


@dataclass(frozen=True)
class _Held:
    """What an id stands for so far."""

    content: Content
    late: bool


@dataclass
class _Batch:
    """A batch sorted into what is stored already, what is to be stored, and what is refused."""

    held: dict[uuid.UUID, _Held]
    fresh: dict[uuid.UUID, tuple[Given, bool]] = field(default_factory=dict)
    saved: list[uuid.UUID] = field(default_factory=list)
    refused: list[tuple[uuid.UUID, BadAnswer]] = field(default_factory=list)

    def is_late(self, client_id: uuid.UUID) -> bool:
        return self.held[client_id].late


def _sort(
    answers: Sequence[Given],
    held: dict[uuid.UUID, _Held],
    paper: Sequence[Mapping[str, Any]],
    clock: _Clock,
) -> _Batch:
    batch = _Batch(held)
    shown = {entry["version"]: entry for entry in paper}
    for given in answers:
        known = batch.held.get(given.client_id)
        timing = Timing.IN_TIME if known else clock.timing(given)
        if problem := _refusal(given, known, timing, shown.get(str(given.question))):
            batch.refused.append((given.client_id, problem))
            continue
        batch.saved.append(given.client_id)
        if known is None:
            late = timing == Timing.LATE
            batch.fresh[given.client_id] = (given, late)
            batch.held[given.client_id] = _Held(given.content, late)
    return batch


def _stored(attempt: Attempt, answers: Sequence[Given]) -> dict[uuid.UUID, _Held]:
    rows = Answer.objects.filter(attempt=attempt, client_id__in=[one.client_id for one in answers])
    return {
        client_id: _Held((question, tuple(chosen)), late)
        for client_id, question, chosen, late in rows.values_list(
            "client_id", "question", "chosen", "late"
        )
    }


def _refusal(
    given: Given, known: _Held | None, timing: Timing, entry: Mapping[str, Any] | None
) -> BadAnswer | None:
    if known is not None:
        return None if known.content == given.content else BadAnswer.CONFLICT
    if timing == Timing.TOO_LATE:
        return BadAnswer.ENDED
    options, kind = (entry["options"], entry["kind"]) if entry else (None, "")
    return refuses_answer(chosen=given.chosen, options=options, kind=kind)


def _row(attempt: Attempt, given: Given, now: datetime, *, late: bool) -> Answer:
    question, chosen = given.content
    claim = given.claimed_ms
    return Answer(
        attempt=attempt,
        client_id=given.client_id,
        question=question,
        chosen=list(chosen),
        claimed_ms=attempt.elapsed_ms(now) if claim is None else claim,
        sequence=given.sequence,
        received_at=now,
        late=late,
    )
