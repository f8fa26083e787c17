"""Coverage on a day, put together from facts. Pure: page, CSV and tests read the same report."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from coverage.rules import (
    HeadCount,
    Post,
    Tally,
    WorkplaceState,
    tally,
    topmost,
    topmost_paths,
    workplace_state,
)


@dataclass(frozen=True)
class Unit:
    """An agency within the requirement and the reader's sight."""

    pk: int
    code: str
    name: str
    path: str


@dataclass(frozen=True)
class Parish:
    """A parish."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True)
class Place:
    """A workplace, with its agency's path and its parish (None outside every parish)."""

    pk: int
    code: str
    name: str
    path: str
    parish: int | None


def _lists() -> dict[int, list[HeadCount]]:
    return defaultdict(list)


@dataclass
class Facts:
    """Everything read from the database for one requirement and day."""

    units: list[Unit]
    parishes: list[Parish]
    places: list[Place]
    posts: list[Post]
    lapse_before: datetime
    agency_counts: dict[int, list[HeadCount]] = field(default_factory=_lists)
    parish_counts: dict[int, list[HeadCount]] = field(default_factory=_lists)
    place_counts: dict[int, list[HeadCount]] = field(default_factory=_lists)
    counted_places: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Line:
    """One row of the report. `parish` is the parish's name of a workplace."""

    kind: str
    code: str
    name: str
    tally: Tally
    state: WorkplaceState | None = None
    parish: str = ""


@dataclass(frozen=True)
class Report:
    """Coverage of one requirement on one day, for what the reader chose to see.

    `without` names agencies that no one counted heads of: the total leaves them out on both sides.
    `through` are those certified through something that counts instead. `requirement` is its title.
    """

    day: date
    total: Tally
    agencies: list[Line]
    parishes: list[Line]
    workplaces: list[Line]
    without: list[str]
    through: int = 0
    requirement: str = ""

    @property
    def nobody(self) -> int:
        return sum(line.state is WorkplaceState.NOBODY for line in self.workplaces)

    @property
    def covered(self) -> int:
        return sum(line.state is WorkplaceState.COVERED for line in self.workplaces)


def build(day: date, facts: Facts, *, agency: str = "", parish: str = "") -> Report:
    """The report for the whole scope, or for one agency (by code) or parish (by code) of it."""
    area = next((p for p in facts.parishes if p.code == parish), None)
    tops = _top_units(facts.units, agency)
    posts = [post for post in facts.posts if _is_inside(post, tops, area)]
    counts = {unit.pk: _unit_counts(facts, unit, area) for unit in facts.units}
    everything = [count for unit in tops for count in counts[unit.pk]]
    return Report(
        day=day,
        total=tally(posts, everything, facts.lapse_before),
        agencies=_agency_lines(facts, tops, posts, counts, area),
        parishes=_parish_lines(facts, tops, posts, area),
        workplaces=_workplace_lines(facts, tops, posts, area),
        without=[
            unit.name
            for unit in tops
            if everything and not counts[unit.pk] and _concerns(facts, unit, area)
        ],
        through=len({post.person for post in posts if post.through}),
    )


def _top_units(units: Sequence[Unit], agency: str) -> list[Unit]:
    if agency:
        return [unit for unit in units if unit.code == agency]
    paths = set(topmost_paths(unit.path for unit in units))
    return [unit for unit in units if unit.path in paths]


def _is_inside(thing: Post | Place, tops: Sequence[Unit], area: Parish | None) -> bool:
    in_area = area is None or thing.parish == area.pk
    return in_area and any(thing.path.startswith(unit.path) for unit in tops)


def _concerns(facts: Facts, unit: Unit, area: Parish | None) -> bool:
    """In a parish an agency without a head-count concerns us only where it has a workplace."""
    return area is None or any(_is_inside(place, [unit], area) for place in facts.places)


def _unit_counts(facts: Facts, unit: Unit, area: Parish | None) -> list[HeadCount]:
    """The unit's own head-count; in a parish, those that were counted there at or below it."""
    if area is None:
        return facts.agency_counts.get(unit.pk, [])
    there = facts.parish_counts.get(area.pk, [])
    return topmost(count for count in there if count.path.startswith(unit.path))


def _agency_lines(
    facts: Facts,
    tops: Sequence[Unit],
    posts: Sequence[Post],
    counts: dict[int, list[HeadCount]],
    area: Parish | None,
) -> list[Line]:
    """The top agencies; where that is only one, those directly below it. In a parish, those there."""
    lines = []
    for unit in _shown_units(facts.units, tops):
        if not counts[unit.pk] and not _concerns(facts, unit, area):
            continue
        own = [post for post in posts if post.path.startswith(unit.path)]
        counted = tally(own, counts[unit.pk], facts.lapse_before)
        lines.append(Line("agency", unit.code, unit.name, counted))
    return most_missing_first(lines)


def _shown_units(units: Sequence[Unit], tops: Sequence[Unit]) -> list[Unit]:
    if len(tops) != 1:
        return list(tops)
    top = tops[0].path
    below = [unit for unit in units if unit.path != top and unit.path.startswith(top)]
    first = set(topmost_paths(unit.path for unit in below))
    return [unit for unit in below if unit.path in first] or list(tops)


def _parish_lines(
    facts: Facts, tops: Sequence[Unit], posts: Sequence[Post], area: Parish | None
) -> list[Line]:
    by_parish: dict[int | None, list[Post]] = defaultdict(list)
    for post in posts:
        by_parish[post.parish].append(post)
    peopled = {place.parish for place in facts.places if _is_inside(place, tops, area)}
    lines = []
    for parish in facts.parishes:
        counts = topmost(count for unit in tops for count in _unit_counts(facts, unit, parish))
        if (area and parish.pk != area.pk) or not (counts or parish.pk in peopled):
            continue
        counted = tally(by_parish[parish.pk], counts, facts.lapse_before)
        lines.append(Line("parish", parish.code, parish.name, counted))
    return most_missing_first(lines)


def _workplace_lines(
    facts: Facts, tops: Sequence[Unit], posts: Sequence[Post], area: Parish | None
) -> list[Line]:
    by_place: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        by_place[post.workplace].append(post)
    names = {parish.pk: parish.name for parish in facts.parishes}
    lines = []
    for place in facts.places:
        if not _is_inside(place, tops, area):
            continue
        counts = facts.place_counts.get(place.pk, [])
        counted = tally(by_place[place.pk], counts, facts.lapse_before)
        state = workplace_state(counted, heads_known=place.pk in facts.counted_places)
        if state is not None:
            parish = names.get(place.parish, "") if place.parish else ""
            lines.append(Line("workplace", place.code, place.name, counted, state, parish))
    return most_missing_first(lines)


def most_missing_first(lines: Iterable[Line]) -> list[Line]:
    """Where most people are missing first; levels without a head-count last; names break ties."""
    return sorted(
        lines,
        key=lambda line: (line.tally.missing is None, -(line.tally.missing or 0), line.name),
    )
