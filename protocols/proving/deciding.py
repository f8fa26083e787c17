"""Which rules never decide, and which items and options never change an outcome. Pure.

A rule decides where it fires and none with a graver outcome does. An item matters where a yes, or its most
worrying option, gives another outcome than a no, or its mildest option; an option where it gives another
than the mildest. All of it is asked of every language, because thresholds may differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import comb

from protocols.proving.questions import Question, Turn
from protocols.proving.search import Found, Patience, answers_to
from protocols.rules import Document, Outcome
from protocols.rules.conditions import Term, item_in, terms_in
from protocols.rules.demands import Demand, Numbers, Part, demand_of
from protocols.rules.levels import Item, items_seen, level_meets, world_of

# Worlds kept to look at first: where one rule decides, each of its signs matters.
_KEPT = 12
# In so many ways a rule that grades is taken apart.
_ALTERNATIVES = 600


@dataclass(frozen=True)
class Rule:
    """A rule that may fire: what it asks for, and how grave its outcome is."""

    code: str
    outcome: Outcome
    demand: Demand

    @property
    def rank(self) -> int:
        """The place of its outcome."""
        return self.outcome.rank


@dataclass
class Reading:
    """A protocol as it is asked in some languages: those that share every threshold."""

    languages: tuple[str, ...]
    items: Sequence[Item]
    rules: tuple[Rule, ...]
    _worlds: list[Found] = field(default_factory=list)

    @property
    def at_worst(self) -> Found:
        """What is so where every answer is the most worrying one: nothing can be more so."""
        return world_of(self.items, lambda item: item.top)

    @property
    def at_best(self) -> Found:
        """What is so where every answer is settled, and the mildest one."""
        return world_of(self.items, lambda item: 0 if item.is_choice else None)

    def decides(self, rule: Rule, patience: Patience) -> bool:
        """Are there answers with which it fires and no graver rule does? Raises OutOfPatience."""
        graver = tuple(other.demand for other in self.rules if other.rank > rule.rank)
        for demand in alternatives(rule.demand):
            found = answers_to(Question(self.items, demand, graver), patience)
            if found is not None:
                world = self._keep(found)
                return self.rank_in(world) == rule.rank and rule.demand.holds(world)
        return False

    def matters(self, item: Item, level: int, patience: Patience) -> bool:
        """Is there an outcome that this level changes? Raises OutOfPatience."""
        mild = 0 if item.is_choice else None
        if any(self._differs(world, item, level, mild) for world in reversed(self._worlds)):
            return True
        turn = Turn(item.code, level, mild)
        rules = sorted(self.rules, key=lambda one: (len(one.demand.parts), len(one.demand.codes)))
        return any(self._turns(rule, turn, item, patience) for rule in rules)

    def says(self, item: Item, level: int) -> bool:
        """Does some rule count this level otherwise than the mildest, or a show-if?"""
        turn = Turn(item.code, level, 0 if item.is_choice else None)
        return any(self._touches(turn, item, rule.demand) for rule in self.rules)

    def _turns(self, rule: Rule, turn: Turn, item: Item, patience: Patience) -> bool:
        """Does the turn alone make the rule fire, while else none as grave does?"""
        as_grave = tuple(other.demand for other in self.rules if other.rank >= rule.rank)
        for demand in alternatives(rule.demand):
            if not self._touches(turn, item, demand):
                continue
            found = answers_to(Question(self.items, demand, as_grave, turn), patience)
            if found is not None:
                return self._differs(self._keep(found), item, turn.within or 0, turn.without)
        return False

    def _touches(self, turn: Turn, item: Item, demand: Demand) -> bool:
        """Does the turn change what a demand adds up, by itself or by what it shows?"""
        own = any(
            _given(part, item, turn.within) != _given(part, item, turn.without)
            for part in demand.parts
        )
        return own or bool(self._shown_by(turn, item) & demand.codes)

    def _shown_by(self, turn: Turn, item: Item) -> set[str]:
        """Items that may be shown at one level of the turn and not at the other, and all behind them."""
        turned: set[str] = set()
        for other in self.items:
            terms = terms_in(other.show_if)
            own = [term for term in terms if item_in(term) == item.code]
            if {item_in(term) for term in terms} & turned or any(
                _meets(term, item, turn.within) != _meets(term, item, turn.without) for term in own
            ):
                turned.add(other.code)
        return turned

    def _differs(self, world: Found, item: Item, level: int, other: int | None) -> bool:
        return self._rank_with(world, item, level) > self._rank_with(world, item, other)

    def _rank_with(self, world: Found, item: Item, level: int | None) -> int:
        given = {**world, item.code: level}
        return self.rank_in(world_of(self.items, lambda one: given.get(one.code)))

    def rank_in(self, world: Found) -> int:
        """The place of the gravest outcome whose rule fires with what is so; 0 where none does."""
        return max((rule.rank for rule in self.rules if rule.demand.holds(world)), default=0)

    def _keep(self, found: Found) -> Found:
        self._worlds = [*self._worlds, found][-_KEPT:]
        return found


def alternatives(demand: Demand) -> Iterator[Demand]:
    """Demands of which one is met wherever this one is, each for all of its parts by one pattern.

    Then each part has few items, and every number a line of its own. Where there would be too many ways to
    choose, the demand is left as it is.
    """
    patterns = max(len(part.patterns) for part in demand.parts)
    chosen = comb(len(demand.parts), demand.at_least) * patterns**demand.at_least
    if chosen in (0, 1) or chosen > _ALTERNATIVES:
        yield demand
        return
    for parts in combinations(demand.parts, demand.at_least):
        for kept in product(*(part.patterns for part in parts)):
            alone = (
                Part(part.gains, (pattern,)) for part, pattern in zip(parts, kept, strict=True)
            )
            yield Demand(tuple(alone), demand.at_least)


def _given(part: Part, item: Item, level: int | None) -> Numbers:
    """What an item gives to the numbers that a part asks for."""
    nothing = (0,) * len(part.patterns[0])
    levels = part.gains.get(item.code)
    gains = nothing if level is None or levels is None else levels[level]
    asked = [max(needs) for needs in zip(*part.patterns, strict=True)]
    return tuple(gain for gain, needs in zip(gains, asked, strict=True) if needs)


def _meets(term: Term, item: Item, level: int | None) -> bool:
    return level is not None and level_meets(term, item.levels[level])


def readings_of(document: Document) -> list[Reading]:
    """The protocol once for every set of thresholds that its languages have."""
    items = items_seen(document)
    raising = [rule for rule in document["rules"] if "default" not in rule["when"]]
    found: dict[tuple[object, ...], Reading] = {}
    for language in document["languages"]:
        rules = tuple(
            Rule(rule["code"], Outcome(rule["outcome"]), demand_of(rule["when"], items, language))
            for rule in raising
        )
        key = tuple(part.patterns for rule in rules for part in rule.demand.parts)
        before = found.get(key)
        languages = (*before.languages, language) if before else (language,)
        found[key] = Reading(languages, items, rules)
    return list(found.values())
