"""What is dead in a protocol: rules that never decide, outcomes never given, items and options that never matter.

One patience is shared by the whole proof. What was not found out within it is told as such and stops freezing:
giving up never counts as proved. Pure.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from protocols.problems import Problem, by_language
from protocols.proving.deciding import Reading
from protocols.proving.examples import Examples
from protocols.proving.search import OutOfPatience, Patience
from protocols.rules import RAISING, Document, Outcome, items_of
from protocols.rules.levels import Item
from protocols.texts import OPTION

# Steps of looking for answers for one question before all others had their turn.
_AT_FIRST = 3_000


class Subject(NamedTuple):
    """What may be dead: a rule, an item (its most worrying level) or one of its other options."""

    kind: str
    name: str
    level: int = 0
    option: str = ""


def dead_things(
    document: Document, readings: Sequence[Reading], unused: frozenset[str], patience: Patience
) -> Iterator[Problem]:
    """Every dead thing with a shortest example, and what could not be found out.

    Nothing is said of rules that cannot fire at all and of items that are never shown, nor of `unused`, the codes
    of items in no rule. Call it for documents whose rules name what there is, in order.
    """
    asked = [_Asked(document, reading, unused, patience) for reading in readings]
    for each in asked:
        each.look(lambda _left: _AT_FIRST)
    for each in asked:
        each.look(lambda left: patience.left // left)
    found = ((each.reading.languages, list(each.problems())) for each in asked)
    yield from by_language(found, document["languages"])


class _Asked:
    """One reading of a protocol, and what was found out about it: True, False or not yet (None)."""

    def __init__(
        self, document: Document, reading: Reading, unused: frozenset[str], patience: Patience
    ) -> None:
        self.reading = reading
        self._document = document
        self._patience = patience
        self._rules = {rule.code: rule for rule in reading.rules}
        self._items = {item.code: item for item in reading.items}
        danger = {item["code"] for item in items_of(document) if item["danger"]}
        within = [rule for rule in reading.rules if rule.demand.holds(reading.at_worst)]
        rules = [Subject("rule", rule.code) for rule in within]
        items = [
            item for item in reading.items if item.code in (danger - unused) & set(reading.at_worst)
        ]
        levels = [Subject("item", item.code, item.top) for item in items]
        options = [
            option
            for item in items
            for option in _options(item)
            if reading.says(item, option.level)
        ]
        asked = [*rules, *levels, *options]
        self._verdicts: dict[Subject, bool | None] = dict.fromkeys(asked)

    def look(self, share: Callable[[int], int]) -> None:
        """Ask what is not known yet, each for as many steps as `share` gives to one of so many."""
        left = [subject for subject, verdict in self._verdicts.items() if verdict is None]
        for number, subject in enumerate(left):
            self._verdicts[subject] = self._asked(subject, share(len(left) - number))

    def _asked(self, subject: Subject, steps: int) -> bool | None:
        """Is it alive? None where that was not found out in so many steps."""
        mine = Patience(min(steps, self._patience.left), self._patience)
        try:
            if subject.kind == "rule":
                return self.reading.decides(self._rules[subject.name], mine)
            return self._matters(self._items[subject.name], subject, mine)
        except OutOfPatience:
            return None

    def _matters(self, item: Item, subject: Subject, patience: Patience) -> bool:
        """An option more worrying than one that matters does too."""
        if True in (self._verdicts.get(one) for one in _options(item)[: max(0, subject.level - 1)]):
            return True
        return self.reading.says(item, subject.level) and self.reading.matters(
            item, subject.level, patience
        )

    def problems(self) -> Iterator[Problem]:
        """What is dead, and what is not known."""
        examples = Examples(self._document, self.reading, self._patience)
        for subject, verdict in self._verdicts.items():
            field = OPTION + subject.option if subject.option else ""
            if verdict is None:
                what = "option" if subject.option else subject.kind
                yield Problem(f"{what}_undecided", *subject[:2], field=field)
            elif not verdict and subject.kind == "rule":
                yield examples.never_decides(self._rules[subject.name])
            elif not verdict and not (subject.option and self._is_dead(subject.name)):
                yield examples.never_matters(self._items[subject.name], subject.level, field)
        yield from self._outcomes()

    def _is_dead(self, code: str) -> bool:
        """Does the item never matter? Then neither does any option."""
        top = self._items[code].top
        return self._verdicts.get(Subject("item", code, top)) is False

    def _outcomes(self) -> Iterator[Problem]:
        """Outcomes that rules are there for and that are never given."""
        gravest, mildest = self.reading.at_worst, self.reading.at_best
        never = {
            Outcome.NONE_NOW: self.reading.rank_in(mildest) > 0,
            Outcome.NOT_COMPLETED: self.reading.rank_in({}) > 0
            or not self.reading.rank_in(gravest),
        }
        for outcome in RAISING:
            rules = [rule for rule in self.reading.rules if rule.outcome == outcome]
            alive = [self._verdicts.get(Subject("rule", rule.code), False) for rule in rules]
            never[outcome] = bool(rules) and set(alive) == {False}
        yield from (
            Problem("outcome_never_given", "outcome", outcome)
            for outcome, gone in never.items()
            if gone
        )


def _options(item: Item) -> list[Subject]:
    """The options between the mildest and the most worrying, in their order."""
    return [
        Subject("item", item.code, place, level.option)
        for place, level in enumerate(item.levels)
        if 0 < place < item.top
    ]
