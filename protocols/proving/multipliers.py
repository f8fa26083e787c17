"""Weights with which the sums of a question are looked at as one: what cannot be together, cannot be at all.

If answers are to meet every sum, they also meet the sums added up with any weights of zero or more. Where even
the best answer to each item, taken apart, does not, no answers do (Farkas). The weights are looked for in
fractions and used as whole numbers, so that what they rule out is ruled out for sure. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from protocols.proving.questions import Plan, Way
from protocols.rules.demands import Numbers

TURNS = 60
_SCALE = 1_000
_Rows = tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """One whole number for each number of the two sides, and what has to come of it."""

    holding: Numbers
    failing: Numbers
    needed: int

    def of(self, holding: Numbers, failing: Numbers) -> int:
        """What these numbers come to: what raises the rule less what raises the others."""
        plus = sum(map(int.__mul__, self.holding, holding))
        return plus - sum(map(int.__mul__, self.failing, failing))

    def best(self, ways: Sequence[Way]) -> int:
        """The most that an item can add."""
        return max(self.of(way.holding, way.failing) for way in ways)


class Sums:
    """The sums of a question, each as what a way of answering adds to it and how much is needed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._raising = plan.holding.lines_to_meet()
        self._limits = plan.failing.limits()
        needs = [line.at_least for line in self._raising]
        self._needed = [*needs, *(1 - line.at_least for line in self._limits)]
        self._rows = [list(dict.fromkeys(map(self._row, ways))) for ways in plan.loose]

    def simple(self) -> Weights:
        """Each sum by its own size."""
        return self._whole([1 / max(1, abs(needed)) for needed in self._needed])

    def balanced(self) -> Weights:
        """The weights with which the items, each at its best, fall shortest of what is needed."""
        sizes = [max(1, abs(needed)) for needed in self._needed]
        shares = [1 / len(sizes)] * len(sizes)
        least, found = float("inf"), shares
        for turn in range(TURNS):
            weights = [share / size for share, size in zip(shares, sizes, strict=True)]
            slack = self._slack(weights)
            over = sum(weight * gap for weight, gap in zip(weights, slack, strict=True))
            if over < least:
                least, found = over, weights
            if over < -1e-6:
                break
            step = 2 / (4 + turn)
            shares = [
                share * exp(-step * max(-3, min(3, gap / size)))
                for share, gap, size in zip(shares, slack, sizes, strict=True)
            ]
            total = sum(shares)
            shares = [share / total for share in shares]
        return self._whole(found)

    def _slack(self, weights: Sequence[float]) -> list[float]:
        """By how much each sum is passed where every item is at its best for the weights."""
        slack = [float(-needed) for needed in self._needed]
        for rows in self._rows:
            best = max(rows, key=lambda row: sum(map(float.__mul__, weights, map(float, row))))
            for number, given in enumerate(best):
                slack[number] += given
        return slack

    def _row(self, way: Way) -> _Rows:
        plus = [sum(way.holding[place] for place in line.places) for line in self._raising]
        return (*plus, *(-way.failing[line.places[0]] for line in self._limits))

    def _whole(self, weights: Sequence[float]) -> Weights:
        top = max(weights, default=1) or 1
        whole = [round(_SCALE * weight / top) for weight in weights]
        holding = [0] * self._plan.holding.size
        failing = [0] * self._plan.failing.size
        for line, weight in zip(self._raising, whole, strict=False):
            for place in line.places:
                holding[place] += weight
        for line, weight in zip(self._limits, whole[len(self._raising) :], strict=True):
            failing[line.places[0]] += weight
        needed = sum(weight * need for weight, need in zip(whole, self._needed, strict=True))
        return Weights(tuple(holding), tuple(failing), needed)
