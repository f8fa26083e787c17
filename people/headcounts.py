"""Where head-counts and rosters disagree: one of the two is wrong, and somebody should look."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from people.models import Agency, Establishment, Posting
from people.permissions import Viewer, agencies_visible_to

# (agency's path, area's path or "", workplace or 0, cadre)
Level = tuple[str, str, int, int]
_PERSON = Coalesce("staff_record__person__same_as", "staff_record__person")
_PLACE = ("workplace__agency__path", "workplace__area__path", "workplace_id", "cadre_id")


@dataclass(frozen=True)
class Disagreement:
    """The newest count of one level and cadre against those who served on the day of the count."""

    place: str
    cadre: str
    counted_on: date
    filled: int
    on_roster: int

    @property
    def is_over(self) -> bool:
        """More people on the roster than posts that were counted as filled."""
        return self.on_roster > self.filled


def disagreements(user: Viewer, day: date) -> list[Disagreement]:
    """Every level within what the user keeps whose numbers differ, the largest gaps first.

    Each level is held against its own newest count, never against a sum of parts, and somebody with
    two posts is one person at each level. Queries: one, and two for each day of counting.
    """
    agencies = agencies_visible_to(user)
    by_day: dict[date, list[Establishment]] = {}
    for count in _newest(agencies, day):
        by_day.setdefault(count.counted_on, []).append(count)
    differing = []
    for counted_on, counts in by_day.items():
        serving = _serving(agencies, counted_on)
        found = [_compared(count, serving) for count in counts]
        differing += [one for one in found if one.on_roster != one.filled]
    return sorted(differing, key=lambda one: (not one.is_over, -abs(one.on_roster - one.filled)))


def _newest(agencies: QuerySet[Agency], day: date) -> Iterable[Establishment]:
    """The newest count of each level and cadre."""
    place = Window(
        RowNumber(),
        partition_by=["agency", "area", "workplace", "cadre"],
        order_by=[F("counted_on").desc(), F("pk").desc()],
    )
    counts = Establishment.objects.counted_by(day).filter(agency__in=agencies)
    related = counts.select_related("agency", "area", "workplace", "cadre")
    return related.annotate(place=place).filter(place=1).order_by("counted_on", "pk")


def _serving(agencies: QuerySet[Agency], day: date) -> Counter[Level]:
    """How many human beings served at each level and in each cadre that day."""
    open_then = Posting.objects.open_on(day).filter(workplace__agency__in=agencies).order_by()
    there: QuerySet = open_then.annotate(human=_PERSON)
    total: Counter[Level] = Counter()
    for *place, n in there.values_list(*_PLACE).annotate(n=Count("human", distinct=True)):
        for level in _levels(*place):
            total[level] += n
    for level, n in _counted_again(there).items():
        total[level] -= n
    return total


def _counted_again(there: QuerySet) -> Counter[Level]:
    """By how much a sum of workplaces is too high: for those who serve at several in one cadre."""
    several = there.values("human", "cadre_id").annotate(
        places=Count("workplace_id", distinct=True)
    )
    humans = several.filter(places__gt=1).values("human")
    rows = there.filter(human__in=humans).values_list("human", *_PLACE).distinct()
    held: Counter[tuple[int, Level]] = Counter()
    for human, *place in rows:
        held.update((human, level) for level in _levels(*place))
    again: Counter[Level] = Counter()
    for (_human, level), n in held.items():
        again[level] += n - 1
    return again


def _levels(agency_path: str, area_path: str, workplace: int, cadre: int) -> Iterator[Level]:
    """Everything that a workplace is a part of: itself, each agency above it, each area therein."""
    yield ("", "", workplace, cadre)
    for agency in _above(agency_path):
        yield (agency, "", 0, cadre)
        for area in _above(area_path):
            yield (agency, area, 0, cadre)


def _above(path: str) -> Iterator[str]:
    """ "/7/12/" lies in "/7/" and in "/7/12/"."""
    parts = path.strip("/").split("/")
    for depth in range(1, len(parts) + 1):
        yield f"/{'/'.join(parts[:depth])}/"


def _compared(count: Establishment, serving: Counter[Level]) -> Disagreement:
    level = (count.agency.path, count.area.path if count.area else "", 0, count.cadre_id)
    if count.workplace_id is not None:
        level = ("", "", count.workplace_id, count.cadre_id)
    return Disagreement(
        place=str(count.workplace or _in_area(count)),
        cadre=count.cadre.name,
        counted_on=count.counted_on,
        filled=count.filled,
        on_roster=serving[level],
    )


def _in_area(count: Establishment) -> str:
    return f"{count.agency.name}, {count.area.name}" if count.area else count.agency.name
