"""Demands over one row of whole numbers, as the search adds them up. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from protocols.rules.demands import Demand, Numbers, Part
from protocols.rules.levels import Item

# What a pattern needs: (place in the row, how much) for every number that it asks for.
Pattern = tuple[tuple[int, int], ...]


class Line(NamedTuple):
    """What must be so as one sum: the numbers at these places make up at least so much together."""

    places: tuple[int, ...]
    at_least: int


class _Column(NamedTuple):
    part: Part
    number: int


class Side:
    """Some demands, whose numbers stand in one row beside each other; nothing asked for twice.

    `most` are the highest numbers that matter, `least` the lowest that do.
    """

    def __init__(self, demands: Sequence[Demand]) -> None:
        self._columns: list[_Column] = []
        self.demands = [
            (demand.at_least, tuple(self._patterns(part) for part in demand.parts))
            for demand in _sharpest(demands)
        ]
        self.size = len(self._columns)
        self._alone = [(line.places[0], line.at_least) for line in self.limits()]
        self._joint = [
            (at_least, parts)
            for at_least, parts in self.demands
            if at_least > 1 or any(len(pattern) != 1 for part in parts for pattern in part)
        ]
        asked: list[list[int]] = [[] for _column in self._columns]
        for place, needed in self._asked():
            asked[place].append(needed)
        self.most = tuple(max(needs, default=0) for needs in asked)
        self.least = tuple(min(needs, default=0) for needs in asked)

    def gains(self, item: Item, level: int | None) -> Numbers:
        """What an item adds to each number once it is at a level; nothing where it is at none."""
        if level is None:
            return (0,) * self.size
        return tuple(
            part.gains[item.code][level][number] if item.code in part.gains else 0
            for part, number in self._columns
        )

    def is_met(self, row: Numbers) -> bool:
        """Is one of the demands met by these numbers?"""
        for place, needed in self._alone:
            if row[place] >= needed:
                return True
        return any(
            sum(is_reached(part, row) for part in parts) >= at_least
            for at_least, parts in self._joint
        )

    def lines_to_meet(self) -> list[Line]:
        """Sums that hold wherever the one demand of this side is met.

        So many parts are reached, and each by what its mildest pattern asks for.
        """
        ((at_least, parts),) = self.demands
        if at_least == len(parts) and all(len(part) == 1 for part in parts):
            needs = dict(need for (pattern,) in parts for need in pattern)
            return [Line((place,), needed) for place, needed in needs.items()]
        columns: dict[int, dict[int, int]] = {}
        for part in parts:
            for place in {place for pattern in part for place, _needed in pattern}:
                mild = min(dict(pattern).get(place, 0) for pattern in part)
                columns.setdefault(self._columns[place].number, {})[place] = mild
        lines = []
        for column in columns.values():
            mildest = sorted([0] * (len(parts) - len(column)) + list(column.values()))
            total = sum(mildest[:at_least])
            if total:
                lines.append(Line(tuple(column), total))
        return lines

    def limits(self) -> list[Line]:
        """For demands that may not be met: each number that alone would meet one, and from where."""
        return [
            Line((pattern[0][0],), pattern[0][1])
            for at_least, parts in self.demands
            if at_least == 1
            for part in parts
            for pattern in part
            if len(pattern) == 1
        ]

    def groups(self) -> list[tuple[tuple[int, ...], tuple[tuple[Pattern, ...], ...]]]:
        """Places that belong together, and the parts that look at them.

        Once nothing more is added to these places, only which of the parts are reached matters.
        """
        found: list[tuple[set[int], list[tuple[Pattern, ...]]]] = []
        for part in (part for _at_least, parts in self.demands for part in parts):
            places = {place for pattern in part for place, _needed in pattern}
            apart = [group for group in found if not group[0] & places]
            joined = [group for group in found if group[0] & places]
            everything = (
                places.union(*(group[0] for group in joined)),
                [part, *(other for group in joined for other in group[1])],
            )
            found = [*apart, everything]
        return [(tuple(sorted(places)), tuple(parts)) for places, parts in found if places]

    def _asked(self) -> list[tuple[int, int]]:
        return [
            need
            for _at_least, parts in self.demands
            for part in parts
            for pattern in part
            for need in pattern
        ]

    def _patterns(self, part: Part) -> tuple[Pattern, ...]:
        """The patterns of a part, each number that one of them asks for with its place in the row."""
        places: dict[int, int] = {}
        for number, needs in enumerate(zip(*part.patterns, strict=True)):
            if max(needs) > 0:
                places[number] = self._place(_Column(part, number))
        return tuple(
            tuple((places[number], needs) for number, needs in enumerate(pattern) if needs)
            for pattern in part.patterns
        )

    def _place(self, column: _Column) -> int:
        """The place of a number, the same for parts in which items give the same."""
        for place, other in enumerate(self._columns):
            if other.number == column.number and other.part.gains == column.part.gains:
                return place
        self._columns.append(column)
        return len(self._columns) - 1


def is_reached(part: Sequence[Pattern], row: Numbers) -> bool:
    """Do these numbers reach one of the patterns of a part?"""
    for pattern in part:
        for place, needs in pattern:
            if row[place] < needs:
                break
        else:
            return True
    return False


def _sharpest(demands: Sequence[Demand]) -> list[Demand]:
    """Of demands that differ in nothing but one threshold, the lowest: bands of one sum."""
    kept: dict[object, Demand] = {}
    for demand in demands:
        key: object = id(demand)
        part = demand.parts[0] if len(demand.parts) == 1 else None
        if (
            part is not None
            and demand.at_least == 1
            and len(part.patterns) == len(part.patterns[0]) == 1
        ):
            key = frozenset(part.gains.items())
        if key not in kept or demand.parts[0].patterns < kept[key].parts[0].patterns:
            kept[key] = demand
    return list(kept.values())
