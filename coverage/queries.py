"""The one query layer of coverage: page, CSV and the learner's home read their numbers here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.db.models.functions import Coalesce

from certificates.holding import Holding, holdings
from certificates.models import Programme
from coverage.models import Requirement
from coverage.permissions import path_steps
from coverage.report import Facts, Parish, Place, Report, Unit, build
from coverage.rules import LAPSE_DAYS, HeadCount, Post, tally, topmost_paths
from foundation.formats.calendar import end_of_day
from people.models import Agency, Area, Establishment, Posting, Workplace
from people.models.trees import below


def coverage_on(
    requirement: Requirement,
    day: date,
    agencies: Iterable[Agency],
    *,
    agency: str = "",
    parish: str = "",
) -> Report:
    """Who is certified of those who must be, on `day`, within `agencies` (those the reader sees).

    `agency` and `parish` are codes that narrow it down. Eight queries, whatever the size: an
    unknown code gives an empty report.
    """
    report = build(day, facts_on(requirement, day, agencies), agency=agency, parish=parish)
    return replace(report, requirement=requirement.title)


def facts_on(requirement: Requirement, day: date, agencies: Iterable[Agency]) -> Facts:
    """Everything that coverage on a day depends on."""
    units = _units(requirement, agencies)
    tops = topmost_paths(unit.path for unit in units)
    cadres = frozenset(requirement.cadres.values_list("pk", flat=True))
    areas = list(Area.objects.values_list("pk", "code", "name", "path", "kind"))
    parishes = [Parish(pk, code, name) for pk, code, name, _path, kind in areas if kind == "parish"]
    places = _places(tops, _parish_of_area(areas))
    facts = Facts(
        units=units,
        parishes=parishes,
        places=places,
        posts=_posts(requirement.programme_id, day, cadres, places),
        lapse_before=end_of_day(day + timedelta(days=LAPSE_DAYS), settings.TIME_ZONE),
    )
    _add_head_counts(facts, day, tops, cadres)
    return facts


def _units(requirement: Requirement, agencies: Iterable[Agency]) -> list[Unit]:
    """The agencies the requirement reaches, of those given."""
    required = topmost_paths(requirement.agencies.values_list("path", flat=True))
    return [
        Unit(agency.pk, agency.code, agency.name, agency.path)
        for agency in agencies
        if any(agency.path.startswith(path) for path in required)
    ]


def _parish_of_area(areas: list[tuple[int, str, str, str, str]]) -> dict[int, int]:
    """For each area in a parish (or being one) the parish's key."""
    parishes = [(path, pk) for pk, _code, _name, path, kind in areas if kind == "parish"]
    by_path = dict(parishes)
    found = {}
    for pk, _code, _name, path, _kind in areas:
        steps = [by_path[step] for step in path_steps(path) if step in by_path]
        if steps:
            found[pk] = steps[0]
    return found


def _places(tops: list[str], parish_of: dict[int, int]) -> list[Place]:
    rows = Workplace.objects.filter(below("agency__path", tops)).values_list(
        "pk", "code", "name", "agency__path", "area_id"
    )
    return [Place(pk, code, name, path, parish_of.get(area)) for pk, code, name, path, area in rows]


CANONICAL_STAFF = Coalesce("staff_record__person__same_as_id", "staff_record__person_id")


def _posts(
    programme_id: int, day: date, cadres: frozenset[int], places: Iterable[Place]
) -> list[Post]:
    """The required people who serve at the places on the day, by canonical person."""
    by_pk = {place.pk: place for place in places}
    held = holdings(programme_id, day)
    rows = (
        Posting.objects.open_on(day)
        .filter(cadre__in=cadres)
        .annotate(canonical=CANONICAL_STAFF)
        .values_list("canonical", "cadre_id", "workplace_id")
    )
    return [
        _post(person, cadre, place, held.get(person))
        for person, cadre, place in (
            (person, cadre, by_pk[workplace])
            for person, cadre, workplace in rows
            if workplace in by_pk
        )
    ]


def _post(person: int, cadre: int, place: Place, held: Holding | None) -> Post:
    until, through = (held.until, held.through) if held else (None, False)
    return Post(person, cadre, place.pk, place.path, place.parish, until, through)


@dataclass(frozen=True)
class Level:
    """What one head-count row is about: an agency, it in an area, or a workplace; and a cadre."""

    agency: int
    area: int | None
    workplace: int | None
    cadre: int


def _newest_head_counts(day: date, tops: list[str]) -> dict[Level, tuple[str, int]]:
    """For each level and cadre the newest count on or before the day: (agency's path, filled)."""
    rows = (
        Establishment.objects.counted_by(day)
        .filter(below("agency__path", tops))
        .order_by("counted_on", "pk")
        .values_list("agency_id", "area_id", "workplace_id", "cadre_id", "agency__path", "filled")
    )
    return {
        Level(agency, area, workplace, cadre): (path, filled)
        for agency, area, workplace, cadre, path, filled in rows
    }


def _add_head_counts(facts: Facts, day: date, tops: list[str], cadres: frozenset[int]) -> None:
    """Sort the head-counts of the required cadres by level."""
    counted_places: set[int] = set()
    for level, (path, filled) in _newest_head_counts(day, tops).items():
        count = HeadCount(path, level.cadre, filled)
        if level.workplace is not None:
            counted_places.add(level.workplace)
        if level.cadre not in cadres:
            continue
        if level.workplace is not None:
            # Whoever serves there counts, whichever agency they belong to.
            facts.place_counts[level.workplace].append(replace(count, path=""))
        elif level.area is not None:
            facts.parish_counts[level.area].append(count)
        else:
            facts.agency_counts[level.agency].append(count)
    facts.counted_places = frozenset(counted_places)


@dataclass(frozen=True)
class WorkplaceStanding:
    """How a workplace stands on a day under the requirement it falls under."""

    requirement: str
    programme: Programme
    certified: int
    filled: int | None

    @property
    def is_covered(self) -> bool:
        return self.certified > 0


def workplace_standing(workplace: Workplace, day: date) -> WorkplaceStanding | None:
    """Certified of head-count at a workplace; None if no requirement reaches it. Four queries."""
    requirement = (
        Requirement.objects.in_force(day)
        .filter(agencies__path__in=path_steps(workplace.agency.path))
        .select_related("programme")
        .distinct()
        .first()
    )
    if requirement is None:
        return None
    place = Place(workplace.pk, workplace.code, workplace.name, "", None)
    counted = tally(
        _posts_at(place, requirement, day),
        _head_counts_at(workplace, requirement, day),
        end_of_day(day, settings.TIME_ZONE),
    )
    return WorkplaceStanding(
        requirement.title, requirement.programme, counted.certified_here, counted.filled
    )


def _posts_at(place: Place, requirement: Requirement, day: date) -> list[Post]:
    rows = list(
        Posting.objects.open_on(day)
        .filter(cadre__in=requirement.cadres.values("pk"), workplace=place.pk)
        .annotate(canonical=CANONICAL_STAFF)
        .values_list("canonical", "cadre_id")
    )
    held = holdings(requirement.programme_id, day, {person for person, _cadre in rows})
    return [_post(person, cadre, place, held.get(person)) for person, cadre in rows]


def _head_counts_at(workplace: Workplace, requirement: Requirement, day: date) -> list[HeadCount]:
    rows = (
        Establishment.objects.counted_by(day)
        .filter(workplace=workplace, cadre__in=requirement.cadres.values("pk"))
        .order_by("counted_on", "pk")
        .values_list("cadre_id", "filled")
    )
    return [HeadCount("", cadre, filled) for cadre, filled in dict(rows).items()]
