"""The server's clock: when an attempt ends, and what becomes of an answer by its time.

The end of an attempt is `min(start + limit with extra time, the window's closing)`, frozen at the start
in `Attempt.ends_at` (None without a clock). Whoever saves answers asks `timing_of` for each new one,
with `ended_at` = the earlier of `Attempt.ends_at` and `AttemptResult.submitted_at`:

- IN_TIME: store it; it counts.
- LATE: store it with `late=True`. It is kept apart: never graded with the others, shown to the
  trainer, and decided as the quiz's rule says. With `LatePolicy.GRACE` the grace is part of being in
  time, as long as the attempt has not been graded.
- TOO_LATE: refuse it; nothing is stored.

The claim (`claimed_ms`, the client's monotonic time since the start) can only keep an answer apart,
never make it count by itself: a device whose clock is wrong or whose owner cheats gains nothing
that a trainer, or the quiz's own grace, has not given.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from assessments.rules.settings import QuizRules

# An answer that turns up later than this is refused: nobody decides on it any more.
KEPT_FOR = timedelta(days=30)


class Timing(StrEnum):
    """What becomes of an answer by its time."""

    IN_TIME = "in_time"
    LATE = "late"
    TOO_LATE = "too_late"


def ends_at(rules: QuizRules, started_at: datetime) -> datetime | None:
    """When an attempt that began then is over; None if no clock runs.

    Extra time lengthens the limit: first by the share, then by the minutes, in
    whole minutes. It does not move the
    closing of the window, which is the same for all.
    """
    given = rules.minutes_given
    limit = started_at + timedelta(minutes=given) if given else None
    ends = [end for end in (limit, rules.closes_at) if end is not None]
    return min(ends) if ends else None


def is_over(ends: datetime | None, now: datetime, grace: timedelta = timedelta()) -> bool:
    """True once the attempt is to be closed: its time, and the grace for late arrivals, are over."""
    return ends is not None and now >= ends + grace


def timing_of(
    *,
    started_at: datetime,
    ended_at: datetime | None,
    now: datetime,
    claimed_ms: int,
    grace: timedelta = timedelta(),
) -> Timing:
    """Where an answer that arrives `now` stands. `ended_at` is None while nothing has ended.

    Pass `grace` (`QuizRules.grace`) only while the attempt has no result.
    """
    if ended_at is None or now < ended_at:
        return Timing.IN_TIME
    given_at = started_at + timedelta(milliseconds=min(claimed_ms, _most_ms(started_at, now)))
    if given_at >= ended_at or now >= ended_at + KEPT_FOR:
        return Timing.TOO_LATE
    return Timing.IN_TIME if now < ended_at + grace else Timing.LATE


def _most_ms(started_at: datetime, now: datetime) -> int:
    """No claim reaches beyond the moment of arrival."""
    return max(0, (now - started_at) // timedelta(milliseconds=1))
