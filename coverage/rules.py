"""Decisions of `coverage` as pure functions. `now` is an argument."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LAPSE_DAYS = 90


class WorkplaceState(StrEnum):
    """What a workplace is on a day."""

    COVERED = "covered"
    NOBODY = "nobody"
    NO_HEADCOUNT = "no_headcount"


@dataclass(frozen=True)
class Post:
    """One required person (by canonical key) serving at a workplace on the day.

    `path` is the agency's place in the tree ("/3/7/"); `valid_until` is the end of the certificate
    that holds on the day, or None; `through` says that it is of an equivalent programme.
    """

    person: int
    cadre: int
    workplace: int
    path: str
    parish: int | None
    valid_until: datetime | None
    through: bool = False


@dataclass(frozen=True)
class HeadCount:
    """How many posts of a cadre are filled, by everyone at or below `path` ("" is everyone)."""

    path: str
    cadre: int
    filled: int


@dataclass(frozen=True)
class Tally:
    """Coverage at one level on one day. Every number counts people, each once.

    `filled` is None where nobody counted heads. `certified` and `roster` cover the same cadres as
    `filled`, so that a share of them makes sense; `left_out` are people on the roster in cadres
    without a head-count, and `certified_here` is everyone certified, those included.
    """

    certified: int
    filled: int | None
    roster: int
    lapsing: int
    left_out: int
    certified_here: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means all; never above it. None: nothing to share."""
        if not self.filled:
            return None
        return min(100, 100 * self.certified // self.filled)

    @property
    def missing(self) -> int | None:
        """People in post who hold no certificate, with an account or without."""
        return None if self.filled is None else max(0, self.filled - self.certified)

    @property
    def is_over(self) -> bool:
        """The roster holds more people than the head-count: one of the two is wrong."""
        return self.filled is not None and self.roster > self.filled


def topmost(counts: Iterable[HeadCount]) -> list[HeadCount]:
    """Head-counts that no other of the same cadre contains: none is counted twice."""
    found: list[HeadCount] = []
    for count in sorted(counts, key=lambda c: len(c.path)):
        if not any(f.cadre == count.cadre and count.path.startswith(f.path) for f in found):
            found.append(count)
    return found


def topmost_paths(paths: Iterable[str]) -> list[str]:
    """The paths that lie below no other, in tree order."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def tally(posts: Iterable[Post], counts: Sequence[HeadCount], lapse_before: datetime) -> Tally:
    """Count people against the head-counts of their level. `counts` must not overlap (`topmost`)."""
    counted: dict[int, list[str]] = defaultdict(list)
    for count in counts:
        counted[count.cadre].append(count.path)
    roster: set[int] = set()
    ends: dict[int, datetime] = {}
    everyone: set[int] = set()
    certified_here: set[int] = set()
    for post in posts:
        everyone.add(post.person)
        if post.valid_until:
            certified_here.add(post.person)
        if counts and not any(post.path.startswith(path) for path in counted.get(post.cadre, ())):
            continue
        roster.add(post.person)
        if post.valid_until:
            ends[post.person] = post.valid_until
    return Tally(
        certified=len(ends),
        filled=sum(count.filled for count in counts) if counts else None,
        roster=len(roster),
        lapsing=sum(end < lapse_before for end in ends.values()),
        left_out=len(everyone - roster),
        certified_here=len(certified_here),
    )


def workplace_state(counted: Tally, *, heads_known: bool) -> WorkplaceState | None:
    """A workplace's state, or None if the requirement asks nobody there.

    Covered from its first certified person. `heads_known`: somebody counted heads there, of
    whatever cadre; then no row of a required cadre means that nobody of it serves there.
    """
    if counted.certified_here:
        return WorkplaceState.COVERED
    if counted.filled or counted.roster or counted.left_out:
        return WorkplaceState.NOBODY
    return None if heads_known else WorkplaceState.NO_HEADCOUNT


def due_on(starts_on: date, posted_on: date, within_days: int) -> date:
    """The last day to comply: counted from the requirement's start, or the post's if later.

    Never past the last day of the calendar.
    """
    start = max(starts_on, posted_on)
    return start + timedelta(days=min(within_days, (date.max - start).days))


def reporting_year_start(day: date) -> date:
    """The 1 April on or before `day`: the Secretariat's year runs from April to March."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)
