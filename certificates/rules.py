"""Decisions of `certificates` as pure functions. `now` is an argument."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.formats.calendar import add_months, end_of_day, on_day, start_of_day

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


# What stands there where no quiz on record was passed: issued by hand.
NO_QUIZ = QuizRule(needed=0, out_of=0)


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


@dataclass(frozen=True)
class Renewing:
    """How a programme is renewed, in calendar months.

    A pass renews in the last `window` months, and not before the certificate was in force for
    `active` months.
    """

    validity: int
    window: int
    active: int


@dataclass(frozen=True)
class Held:
    """The newest certificate that somebody was issued in a programme.

    `anniversary` is the day of the month on which it would end in a month that is long enough.
    """

    cycle: int
    life: Life
    issued_on: date
    last_day: date
    anniversary: int
    # Since when it is called for renewal because what it rests on has changed.
    called_at: datetime | None = None


@dataclass(frozen=True)
class Award:
    """What a pass earns: the number among the person's certificates of this programme, and a term.

    `by_call` says that nothing but a call for renewal lets it count so early.
    """

    cycle: int
    term: Term
    anniversary: int
    renews: bool
    by_call: bool = False


EVER = datetime.min.replace(tzinfo=UTC)


def window_opens_on(held: Held, how: Renewing) -> date:
    """The first local day of the programme's own renewal window."""
    opens = add_months(held.last_day, -how.window)
    return max(opens, add_months(held.issued_on, how.active))


def renewal_opens_on(held: Held, how: Renewing) -> date:
    """The first local day on which a pass renews: that of the window, or of a call if earlier."""
    own = window_opens_on(held, how)
    if held.called_at is None:
        return own
    return min(own, held.called_at.astimezone(ZoneInfo(held.life.zone)).date())


def opened_by_call(held: Held, how: Renewing, now: datetime) -> bool:
    """Nothing but a call lets a pass renew this early."""
    return now < start_of_day(window_opens_on(held, how), held.life.zone)


def counts_from(held: Held | None, how: Renewing, now: datetime) -> datetime | None:
    """From when on a pass counts for the next certificate; None while passing earns nothing.

    What was passed before is used up: it earned the certificate that is held.
    """
    if held is None:
        return EVER
    if state_at(now, held.life).is_over:
        ended = held.life.valid_until + timedelta(seconds=1)
        return min(ended, held.life.revoked_at or ended)
    opens = start_of_day(window_opens_on(held, how), held.life.zone)
    # What was passed earlier on the day of the call was passed before it.
    opens = min(opens, held.called_at or opens)
    return opens if now >= opens else None


def award(held: Held | None, how: Renewing, now: datetime, zone_name: str) -> Award | None:
    """What a pass at `now` earns, given the newest certificate; None if nothing.

    Renewed inside its window a certificate keeps its anniversary: nobody loses days by being early,
    and the old one lives to its own end. One that is over was not renewed: a new term begins today.
    One that was called for renewal before its window gets a new term too, which never ends earlier.
    """
    if counts_from(held, how, now) is None:
        return None
    fresh = term(now, how.validity, zone_name)
    cycle = held.cycle + 1 if held else 1
    if held is None or state_at(now, held.life).is_over:
        return Award(cycle, fresh, fresh.issued_on.day, renews=False)
    if opened_by_call(held, how, now):
        if fresh.last_day < held.last_day:
            fresh = Term(fresh.issued_on, held.last_day, end_of_day(held.last_day, zone_name))
        day = max(fresh.issued_on.day, fresh.last_day.day)
        return Award(cycle, fresh, day, renews=True, by_call=True)
    last_day = on_day(add_months(held.last_day, how.validity), held.anniversary)
    kept = Term(fresh.issued_on, last_day, end_of_day(last_day, zone_name))
    return Award(cycle, kept, held.anniversary, renews=True)


# Days before the last day, on which a holder is reminded.
STAGES = (90, 30, 7, 0)


def reminder_stage(days: int) -> int | None:
    """The reminder that is due with so many days left: the latest whose day has come."""
    reached = [stage for stage in STAGES if 0 <= days <= stage]
    return min(reached, default=None)
