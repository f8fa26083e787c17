"""Decisions of `certificates` as pure functions. `now` is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.formats.calendar import add_months, end_of_day

EXPIRING_DAYS = 90


class State(StrEnum):
    """What a certificate is at a moment. Derived, never stored."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True)
class QuizRule:
    """The rule that was met: at least `needed` of `out_of` questions right in the quiz."""

    needed: int
    out_of: int


@dataclass(frozen=True)
class Term:
    """When a certificate begins and ends: local days as printed, and the end as a moment (UTC)."""

    issued_on: date
    last_day: date
    valid_until: datetime


def term(now: datetime, months: int, zone_name: str) -> Term:
    """A term of `months` calendar months from the local day of `now`, to the end of its last day."""
    issued_on = now.astimezone(ZoneInfo(zone_name)).date()
    last_day = add_months(issued_on, months)
    return Term(issued_on, last_day, end_of_day(last_day, zone_name))


def state_at(now: datetime, valid_until: datetime) -> State:
    """Valid to the last second of its last day; `expiring` in the last 90 days."""
    if now > valid_until:
        return State.EXPIRED
    if (valid_until - now).days < EXPIRING_DAYS:
        return State.EXPIRING
    return State.VALID


def next_cycle(earlier: Sequence[tuple[int, datetime]], now: datetime) -> int | None:
    """The cycle a pass at `now` earns, given (cycle, valid until) of what the person holds.

    None while an earlier certificate still holds: passing again earns no second one.
    """
    if any(valid_until >= now for _, valid_until in earlier):
        return None
    return max((cycle for cycle, _ in earlier), default=0) + 1
