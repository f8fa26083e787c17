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

    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"

    @property
    def holds(self) -> bool:
        """Its holder is certified."""
        return self in {State.VALID, State.EXPIRING}

    @property
    def is_over(self) -> bool:
        """It does not hold, and never will again."""
        return self in {State.EXPIRED, State.REVOKED, State.SUPERSEDED}


@dataclass(frozen=True)
class Life:
    """All that the state of a certificate depends on, as moments in UTC.

    `valid_until` is the last second of the last day in the issuer's time zone `zone`. `superseded`
    says that a corrected certificate took its place when it was revoked.
    """

    issued_at: datetime
    valid_until: datetime
    zone: str
    revoked_at: datetime | None = None
    superseded: bool = False


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


def state_at(now: datetime, life: Life) -> State:
    """The state at any moment, past or to come.

    Each begins with its second: valid with the one in which it was issued, revoked with that of the
    revocation, expired with the first after its last day. A revocation outlives the last day.
    `expiring` are the last 90 local days, the last one included.
    """
    if now < life.issued_at:
        return State.NOT_YET
    if life.revoked_at is not None and now >= life.revoked_at:
        return State.SUPERSEDED if life.superseded else State.REVOKED
    # The last second has fractions too.
    if now.replace(microsecond=0) > life.valid_until:
        return State.EXPIRED
    return State.EXPIRING if days_left(now, life) < EXPIRING_DAYS else State.VALID


def days_left(now: datetime, life: Life) -> int:
    """Whole local days after today to the last day: 0 on it, negative after it."""
    zone = ZoneInfo(life.zone)
    return (life.valid_until.astimezone(zone).date() - now.astimezone(zone).date()).days


def next_cycle(earlier: Sequence[tuple[int, Life]], now: datetime) -> int | None:
    """The cycle a pass at `now` earns, given the cycles and lives of what the person was issued.

    None while one is not over: passing again earns no second one.
    """
    if not all(state_at(now, life).is_over for _, life in earlier):
        return None
    return max((cycle for cycle, _ in earlier), default=0) + 1
