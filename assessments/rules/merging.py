"""The merge rule: which of the answers received counts for each question.

The rule is the largest of a total order, so it does not matter in which order answers arrive, how
often, in which batches, or from how many tabs and devices: merging is commutative, associative and
idempotent. `docs/reference/attempts.md` says why the order is what it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Received:
    """An answer as the server holds it. Times are milliseconds since the attempt began."""

    client_id: str
    question: str
    chosen: frozenset[str]
    claimed_ms: int
    sequence: int
    received_ms: int

    @property
    def answered_ms(self) -> int:
        """When the answer was given: the client's claim, but never later than it was received."""
        return min(self.claimed_ms, self.received_ms)

    @property
    def order(self) -> tuple[int, int, str]:
        """What the rule compares: time, then the device's own count, then the id."""
        return (self.answered_ms, self.sequence, self.client_id)


def merge(answers: Iterable[Received]) -> dict[str, Received]:
    """The answer that counts for each question answered: the last one given."""
    counts: dict[str, Received] = {}
    for answer in answers:
        held = counts.get(answer.question)
        if held is None or _rank(answer) > _rank(held):
            counts[answer.question] = answer
    return counts


def _rank(answer: Received) -> tuple[tuple[int, int, str], int, int, list[str]]:
    """The order, made total even for copies of one id that differ, which the server never stores."""
    return (answer.order, answer.claimed_ms, answer.received_ms, sorted(answer.chosen))
