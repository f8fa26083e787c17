"""Which open items could still make a rule fire: those of some smallest set of further signs.

An item belongs to one exactly if it can turn the scale: if, with some answers to the other open items, the
rule fires with it and not without it. Open items on which others depend (gates) are tried with each
answer; with these fixed the others are independent, and what they can add up to is worked out at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from protocols.rules.conditions import item_in, terms_in
from protocols.rules.demands import Demand, Numbers, Part
from protocols.rules.levels import Item, is_open, level_given, world_of

Answers = Mapping[str, str]
# In how many ways open gates are tried. Beyond it each open item that may add something is named.
WAYS = 256


def raisers(demand: Demand, items: Sequence[Item], answers: Answers) -> set[str]:
    """The open items that could still make an open `demand` hold, gates among them."""
    wanted, gates = _wanted(demand, items)

    def most(item: Item) -> int | None:
        answer = answers.get(item.code)
        return item.top if is_open(answer) else level_given(item, answer)

    shown = world_of(items, most)
    opens = {code for code in shown if code in wanted and is_open(answers.get(code))}
    tried = [item for item in items if item.code in opens & gates]
    if prod(len(gate.levels) + 1 for gate in tried) > WAYS:
        return opens
    found: set[str] = set()
    for fixed in _ways(tried):
        scale = _Scale(demand, items, answers, fixed)
        found |= {code for code in opens - found if scale.is_turned_by(code)}
        if found == opens:
            break
    return found


def _wanted(demand: Demand, items: Sequence[Item]) -> tuple[set[str], set[str]]:
    """Items that add something or show something that does, and those among them that show."""
    wanted, gates = set(demand.codes), set[str]()
    for item in reversed(items):
        if item.code in wanted:
            gates |= {item_in(term) for term in terms_in(item.show_if)}
            wanted |= gates
    return wanted, gates


def _ways(gates: Sequence[Item]) -> Iterator[dict[str, int | None]]:
    """Each way in which gates can be answered; that with everything shown first."""
    for levels in product(*([*range(gate.top, -1, -1), None] for gate in gates)):
        yield dict(zip((gate.code for gate in gates), levels, strict=True))


@dataclass(frozen=True)
class _Scale:
    """A demand with every open gate fixed to a level or to nothing."""

    demand: Demand
    items: Sequence[Item]
    answers: Answers
    gates: Mapping[str, int | None]

    def is_turned_by(self, code: str) -> bool:
        """Is there an answer to the other open items with which `code` makes the demand hold?

        Those that it alone shows take their most worrying answer: they add nothing without it.
        """
        without, within = self._world(code, is_so=False), self._world(code, is_so=True)
        found = {(0, 0)}
        for part in self.demand.parts:
            states = self._states(part, without, within)
            found = {(low + one, high + other) for low, high in found for one, other in states}
        needed = self.demand.at_least
        return any(low < needed <= high for low, high in found)

    def _world(self, code: str, *, is_so: bool) -> dict[str, int]:
        def given(item: Item) -> int | None:
            if item.code == code:
                return item.top if is_so else None
            if item.code in self.gates:
                return self.gates[item.code]
            answer = self.answers.get(item.code)
            return item.top if is_open(answer) else level_given(item, answer)

        return world_of(self.items, given)

    def _states(
        self, part: Part, without: Mapping[str, int], within: Mapping[str, int]
    ) -> set[tuple[bool, bool]]:
        """(holds without, holds with) for everything that the free items can add up to."""
        free = [code for code in without if code in part.gains and self._is_free(code)]
        settled = {code: level for code, level in without.items() if code not in free}
        extra = {code: level for code, level in within.items() if code not in without}
        base, more = part.total(settled), part.total(extra)
        if len(base) == 1:
            return {(False, _tips(part, base[0], more[0], free))}
        return {
            (part.reached(total), part.reached(_plus(total, more)))
            for total in _totals(part, base, free)
        }

    def _is_free(self, code: str) -> bool:
        return code not in self.gates and is_open(self.answers.get(code))


def _tips(part: Part, base: int, more: int, free: Sequence[str]) -> bool:
    """Can the free items stop so short of the one number asked for that `more` reaches it?

    The sums below that number are the bits of one number, so that many signs take no longer.
    """
    needed = part.patterns[0][0]
    if base >= needed:
        return False
    below, sums = (1 << needed) - 1, 1 << base
    for code in free:
        before = sums
        for (gain,) in part.gains[code]:
            sums |= (before << gain) & below
    return bool(sums >> max(needed - more, 0))


def _plus(one: Numbers, other: Numbers) -> Numbers:
    return tuple(map(sum, zip(one, other, strict=True)))


def _totals(part: Part, base: Numbers, free: Sequence[str]) -> set[Numbers]:
    """Every total that the free items can bring about, no number higher than any pattern asks."""
    most = tuple(map(max, zip(*part.patterns, strict=True)))
    totals = {_cut(base, most)}
    for code in free:
        gains = set(part.gains[code])
        totals |= {_cut(_plus(total, gain), most) for total in totals for gain in gains}
    return totals


def _cut(total: Numbers, most: Numbers) -> Numbers:
    return tuple(map(min, zip(total, most, strict=True)))
