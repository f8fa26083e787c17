"""Looking for answers with which one rule holds and others do not, or for certainty that there are none.

Item by item, and of what was answered only what it adds up to is kept: from the same sums nothing is looked for
twice, and what cannot come right any more is left. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from protocols.proving.multipliers import Sums, Weights
from protocols.proving.questions import Plan, Question, Step, Way
from protocols.proving.sides import Side, is_reached
from protocols.rules.demands import Numbers

# After so many steps in vain the best weights are looked for, which takes as long as so many more.
_BRIEF = 60
# What it takes to lay out one question, in steps.
_PLANNING = 20
_BALANCING = 200


class OutOfPatience(Exception):
    """It was not found out within the steps allowed."""


@dataclass
class Patience:
    """How many steps may still be taken, of this and of what it is a share of."""

    left: int
    whole: "Patience | None" = None

    def spend(self, steps: int = 1) -> None:
        """Raises OutOfPatience where none are left."""
        self.left -= steps
        if self.whole is not None:
            self.whole.spend(steps)
        if self.left < 0:
            raise OutOfPatience


@dataclass(frozen=True)
class State:
    """Where a search stands: what was added up, and the bits of show-ifs in the two worlds."""

    holding: Numbers
    failing: Numbers
    within: int = 0
    without: int = 0


Found = dict[str, int]


def answers_to(question: Question, patience: Patience) -> Found | None:
    """Levels by the item's code with which the question is met; None where there are none for sure.

    Of the turn, the level where the rule holds. Raises OutOfPatience.
    """
    patience.spend(_PLANNING)
    plan = Plan(question)
    start = State((0,) * plan.holding.size, (0,) * plan.failing.size)
    if plan.failing.is_met(start.failing):
        return None
    if plan.turned_at < 0 and plan.holding.is_met(start.holding):
        return {}
    return _Search(plan, patience).run(start)


class _Search:
    """One search: what is known of it, and how far it has come."""

    def __init__(self, plan: Plan, patience: Patience) -> None:
        self._plan = plan
        self._patience = patience
        self._sums = Sums(plan)
        self._holding = Rest(
            plan.holding, [[way.holding for way in step.ways] for step in plan.steps]
        )
        self._failing = Rest(
            plan.failing, [[way.failing for way in step.ways] for step in plan.steps]
        )
        self._hopeless: list[dict[tuple[Numbers, int, int], list[Numbers]]] = [
            {} for _step in plan.steps
        ]

    def run(self, start: State) -> Found | None:
        """A short look first; only where that is not enough are the best weights worth their time."""
        self._weigh(self._sums.simple())
        try:
            return self._from(0, start, Patience(_BRIEF, self._patience))
        except OutOfPatience:
            self._patience.spend(_BALANCING)
            self._weigh(self._sums.balanced())
            return self._from(0, start, self._patience)

    def _weigh(self, weights: Weights) -> None:
        """Look at the sums with these weights: the most that can still come, and the best ways first."""
        self._weights = weights
        best = [weights.best(ways) for ways in self._plan.loose]
        self._still = [sum(best[at:]) for at in range(len(best) + 1)]
        self._ways = [
            sorted(step.ways, key=lambda way: -weights.of(way.holding, way.failing))
            for step in self._plan.steps
        ]

    def _from(self, at: int, state: State, patience: Patience) -> Found | None:
        """What to answer from the item `at` on, or None where nothing helps."""
        patience.spend()
        if at > self._plan.turned_at and self._plan.holding.is_met(state.holding):
            return {}
        if at == len(self._plan.steps) or not self._can_come(at, state):
            return None
        key = (state.failing, state.within, state.without)
        known = self._hopeless[at].setdefault(key, [])
        if any(all(map(int.__ge__, other, state.holding)) for other in known):
            return None
        step = self._plan.steps[at]
        for way in self._open_ways(at, state):
            after = self._after(at, step, way, state)
            if after is not None and (found := self._from(at + 1, after, patience)) is not None:
                return found if way.within is None else {step.item.code: way.within, **found}
        known.append(state.holding)
        return None

    def _open_ways(self, at: int, state: State) -> Sequence[Way]:
        """How the item can be answered; not at all where it is shown in neither world."""
        step = self._plan.steps[at]
        if step.is_turn:
            return step.ways if step.is_shown(state.within) else ()
        if step.is_shown(state.within) or step.is_shown(state.without):
            return self._ways[at]
        return (step.nothing,)

    def _can_come(self, at: int, state: State) -> bool:
        """False where no answers to the items left can make it right."""
        come = self._weights.of(state.holding, state.failing) + self._still[at]
        return come >= self._weights.needed and self._plan.holding.is_met(
            self._holding.at_most(at, state.holding)
        )

    def _after(self, at: int, step: Step, way: Way, state: State) -> State | None:
        """The state once an item is answered; None where another rule is met."""
        within, without = step.is_shown(state.within), step.is_shown(state.without)
        failing = state.failing
        if without:
            failing = tuple(map(int.__add__, failing, way.failing))
            if self._plan.failing.is_met(failing):
                return None
        holding = tuple(map(int.__add__, state.holding, way.holding)) if within else state.holding
        return State(
            self._holding.plain(at + 1, holding),
            self._failing.plain(at + 1, failing),
            (state.within | (way.settles_within if within else step.nothing.settles_within))
            & ~step.bit,
            (state.without | (way.settles_without if without else step.nothing.settles_without))
            & ~step.bit,
        )


class Rest:
    """What the items from each place on can still add to one side."""

    def __init__(self, side: Side, given: Sequence[Sequence[Numbers]]) -> None:
        self._side = side
        most = [tuple(map(max, zip(*ways, strict=True))) for ways in given]
        self._still = [(0,) * side.size]
        for step in reversed(most):
            self._still.insert(0, tuple(map(int.__add__, self._still[0], step)))
        self._finished = [
            [group for group in side.groups() if not any(still[place] for place in group[0])]
            for still in self._still
        ]

    def at_most(self, at: int, row: Numbers) -> Numbers:
        """The numbers if every item from `at` on gave the most to each."""
        return tuple(map(int.__add__, row, self._still[at]))

    def plain(self, at: int, row: Numbers) -> Numbers:
        """The same with nothing that no longer matters, so that what is alike looks alike."""
        plain = [
            0 if has + still < least else min(has, most)
            for has, still, least, most in zip(
                row, self._still[at], self._side.least, self._side.most, strict=True
            )
        ]
        for places, parts in self._finished[at]:
            reached = {is_reached(part, row) for part in parts}
            if len(reached) == 1:
                for place in places:
                    plain[place] = self._side.most[place] if True in reached else 0
        return tuple(plain)
