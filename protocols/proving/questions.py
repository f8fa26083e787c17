"""Whether there are answers with which one rule holds and others do not: what a search is asked. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from protocols.proving.sides import Side
from protocols.rules.conditions import Term, item_in, terms_in
from protocols.rules.demands import Demand, Numbers
from protocols.rules.levels import Item, level_meets


@dataclass(frozen=True)
class Turn:
    """One item that is at another level where the rule has to hold than where the others may not."""

    code: str
    within: int | None
    without: int | None


@dataclass(frozen=True)
class Question:
    """Are there answers with which `holds` is met and none of `fails`?

    With a `turn` the first is asked of the answers with its item at one level, the second of the same
    answers with it at the other.
    """

    items: Sequence[Item]
    holds: Demand
    fails: tuple[Demand, ...]
    turn: Turn | None = None


class Way(NamedTuple):
    """One way to answer an item: what it adds, and what it settles of show-ifs (bits of later items).

    `within` and `without` are the places of its levels in the two worlds; they differ only for the turn.
    """

    within: int | None
    without: int | None
    holding: Numbers
    failing: Numbers
    settles_within: int
    settles_without: int


class Step(NamedTuple):
    """An item and its ways. `bit` is that of its show-if, 0 where it is always shown.

    `nothing` is what it comes to where it is not shown. For a show-if with *any* the bit says that it is met,
    for one with *all* that it is not.
    """

    item: Item
    ways: tuple[Way, ...]
    nothing: Way
    bit: int
    shown_by_all: bool
    is_turn: bool

    def is_shown(self, bits: int) -> bool:
        """Is it shown, once everything before it is settled?"""
        return not self.bit or bool(bits & self.bit) != self.shown_by_all


class Plan:
    """The items that matter to a question, one step each, in an order in which show-ifs can be followed.

    An item that adds nothing to the rule and shows nothing that does is left out: with more signs the
    others are only met sooner.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.holding = Side([question.holds])
        self.failing = Side(question.fails)
        self._items = {item.code: item for item in question.items}
        codes = self._mattering()
        gated = [code for code in codes if self._items[code].show_if is not None]
        self._bits = {code: 1 << place for place, code in enumerate(gated)}
        self._shows = {
            code: [other for other in gated if code in _gates(self._items[other])] for code in codes
        }
        self.steps = [self._step(self._items[code]) for code in self._ordered(codes)]
        self.turned_at = next((n for n, step in enumerate(self.steps) if step.is_turn), -1)
        self.loose = self._loose()

    def _mattering(self) -> list[str]:
        turn = self.question.turn
        wanted = self.question.holds.codes | ({turn.code} if turn else set())
        for item in reversed(self.question.items):
            if item.code in wanted:
                wanted |= _gates(item)
        return [item.code for item in self.question.items if item.code in wanted]

    def _ordered(self, codes: Sequence[str]) -> Iterator[str]:
        """What the turn needs first; then dimension by dimension, those that are alike together."""
        turn = self.question.turn
        first = {turn.code} if turn else set()
        for item in reversed(self.question.items):
            if item.code in first:
                first |= _gates(item)
        left = sorted(codes, key=lambda code: (code not in first, *self._kind(self._items[code])))
        done: set[str] = set()
        while left:
            code = next(one for one in left if _gates(self._items[one]) <= done)
            left.remove(code)
            done.add(code)
            yield code

    def _kind(self, item: Item) -> tuple[object, ...]:
        gains = self.holding.gains(item, item.top), self.failing.gains(item, item.top)
        return item.dimension, tuple(-gain for gain in gains[0]), gains[1]

    def _step(self, item: Item) -> Step:
        turn = self.question.turn
        is_turn = turn is not None and turn.code == item.code
        if turn is not None and is_turn:
            ways = [self._way(item, turn.within, turn.without)]
        else:
            levels = (None, *range(len(item.levels)))
            ways = self._best([self._way(item, level, level) for level in levels])
        show_if = item.show_if or {}
        nothing = self._way(item, None, None)
        bit = self._bits.get(item.code, 0)
        return Step(item, tuple(ways), nothing, bit, "all" in show_if, is_turn)

    def _way(self, item: Item, within: int | None, without: int | None) -> Way:
        return Way(
            within,
            without,
            self.holding.gains(item, within),
            self.failing.gains(item, without),
            self._settled(item, within),
            self._settled(item, without),
        )

    def _settled(self, item: Item, level: int | None) -> int:
        """The bits of show-ifs that an item settles at a level."""
        bits = 0
        for code in self._shows[item.code]:
            show_if = self._items[code].show_if
            met = [
                _meets(term, item, level)
                for term in terms_in(show_if)
                if item_in(term) == item.code
            ]
            if any(met) if "any" in (show_if or {}) else not all(met):
                bits |= self._bits[code]
        return bits

    def _loose(self) -> list[tuple[Way, ...]]:
        """The ways of each step for a bound: what the turn shows may be shown in one world alone."""
        behind = {self.question.turn.code} if self.question.turn else set()
        loose = []
        for step in sorted(self.steps, key=lambda step: list(self._items).index(step.item.code)):
            if _gates(step.item) & behind:
                behind.add(step.item.code)
        nothing = (0,) * self.failing.size
        for step in self.steps:
            free = step.item.code in behind and not step.is_turn
            ways = [way._replace(failing=nothing) if free else way for way in step.ways]
            loose.append(tuple(ways))
        return loose

    @staticmethod
    def _best(ways: list[Way]) -> list[Way]:
        """Without ways that another one is as good as: it gives no less, costs no more, shows the same."""
        kept: list[Way] = []
        for way in ways:
            if not any(_as_good(other, way) for other in kept):
                kept = [other for other in kept if not _as_good(way, other)] + [way]
        return kept


def _as_good(one: Way, other: Way) -> bool:
    return (
        one.settles_within == other.settles_within
        and all(a >= b for a, b in zip(one.holding, other.holding, strict=True))
        and all(a <= b for a, b in zip(one.failing, other.failing, strict=True))
    )


def _gates(item: Item) -> set[str]:
    return {item_in(term) for term in terms_in(item.show_if)}


def _meets(term: Term, item: Item, level: int | None) -> bool:
    return level is not None and level_meets(term, item.levels[level])
