"""Every condition in one form: so many parts of it hold, each by what adds up in it.

*Any of* and *k of n* count terms, a sum adds weights: one part with one number. Grading by dimension has
a part for each dimension with three numbers: strong, medium or stronger, and of any grade. The engine
and the proof both work on this form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from protocols.rules.conditions import Condition, item_in, terms_in, threshold_in
from protocols.rules.levels import Item, Level, World, hundredths, level_meets

Numbers = tuple[int, ...]
_GRADES: Mapping[str | None, Numbers] = {
    "strong": (1, 1, 1),
    "medium": (0, 1, 1),
    "weak": (0, 0, 1),
    None: (0, 0, 0),
}


@dataclass(frozen=True)
class Part:
    """It holds where what the items give together reaches one of the patterns in every number.

    `gains` are what each level of an item gives, by the item's code; items that give nothing are
    left out.
    """

    gains: Mapping[str, tuple[Numbers, ...]]
    patterns: tuple[Numbers, ...]

    def total(self, world: World) -> Numbers:
        """What those that are so give together."""
        given = [self.gains[code][level] for code, level in world.items() if code in self.gains]
        return tuple(map(sum, zip((0,) * len(self.patterns[0]), *given, strict=True)))

    def reached(self, total: Numbers) -> bool:
        """Does a total reach a pattern?"""
        return any(
            all(has >= needs for has, needs in zip(total, pattern, strict=True))
            for pattern in self.patterns
        )


@dataclass(frozen=True)
class Demand:
    """What a rule asks for: at least so many of its parts."""

    parts: tuple[Part, ...]
    at_least: int

    @property
    def codes(self) -> set[str]:
        """The items that can add to it."""
        return {code for part in self.parts for code in part.gains}

    def holds(self, world: World) -> bool:
        """Is it met by what is so?"""
        return sum(part.reached(part.total(world)) for part in self.parts) >= self.at_least


def demand_of(condition: Condition, items: Sequence[Item], language: str = "en") -> Demand:
    """What a condition asks for in a language. Not for defaults."""
    seen = {item.code: item for item in items}
    if "graded" in condition:
        graded = condition["graded"]
        patterns = tuple(
            (pattern["strong"], pattern["medium"], pattern["weak"])
            for pattern in graded["patterns"]
        )
        parts = (_dimension(code, items, patterns) for code in graded["dimensions"])
        return Demand(tuple(parts), graded["at_least"])
    if "sum" in condition:
        gains = {
            code: tuple((level.weight,) for level in seen[code].levels)
            for code in condition["sum"]["of"]
        }
        return Demand((_part(gains, ((hundredths(threshold_in(condition, language)),),)),), 1)
    needed = threshold_in(condition, language) if "count" in condition else 1
    return Demand((_part(_counted(condition, seen), ((needed,),)),), 1)


def _part(gains: Mapping[str, tuple[Numbers, ...]], patterns: tuple[Numbers, ...]) -> Part:
    return Part({code: gain for code, gain in gains.items() if any(map(any, gain))}, patterns)


def _counted(condition: Condition, seen: Mapping[str, Item]) -> dict[str, tuple[Numbers, ...]]:
    """How many of the terms each level makes hold."""
    terms = terms_in(condition)

    def count(item: Item, level: Level) -> Numbers:
        return (sum(item_in(term) == item.code and level_meets(term, level) for term in terms),)

    named = [seen[code] for code in dict.fromkeys(map(item_in, terms))]
    return {item.code: tuple(count(item, level) for level in item.levels) for item in named}


def _dimension(code: str, items: Sequence[Item], patterns: tuple[Numbers, ...]) -> Part:
    gains = {
        item.code: tuple(_GRADES[level.grade] for level in item.levels)
        for item in items
        if item.dimension == code
    }
    return _part(gains, patterns)
