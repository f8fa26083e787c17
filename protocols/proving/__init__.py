"""Proving on the rules' features, and never by trying all answers, what no set of answers can bring about.

| module | holds |
|---|---|
| `deciding` | what it means that a rule decides and an item matters, as questions for the search |
| `questions`, `sides`, `multipliers`, `search` | whether there are answers with which one rule holds and others do not |
| `dead` | what never decides, is never given or never matters, within one patience |
| `examples` | shortest examples of it |
"""

from collections.abc import Iterator, Sequence

from protocols.problems import Problem, by_language
from protocols.proving.dead import dead_things
from protocols.proving.deciding import Reading, readings_of
from protocols.proving.examples import Examples
from protocols.proving.search import Patience
from protocols.reach import unreachable
from protocols.rules import Document

__all__ = ["Reading", "readings_of", "unproved"]

# Steps of looking for answers in a whole proof, some ten seconds. What forty items need is nearly always far below.
PATIENCE = 120_000
# Flaws by which a graver answer may count less; all else can be read, so that examples can be found.
_LOWERING = {"options_fall", "graver_option_left_out"}


def unproved(
    document: Document, flaws: Sequence[Problem], unused: Sequence[Problem]
) -> Iterator[Problem]:
    """What is wrong with the rules, or could not be found out, where they name what there is.

    `flaws` are names and orders that do not fit, `unused` the items in no rule. With a flaw that lets a graver
    answer count less, an example of it is all that can be said; with any other flaw, nothing.
    """
    codes = {flaw.code for flaw in flaws}
    if codes - _LOWERING:
        return
    readings = readings_of(document)
    if codes:
        yield from _lowered(document, readings)
        return
    yield from unreachable(document, readings)
    codes = {one.name for one in unused if one.code == "item_without_rule"}
    yield from dead_things(document, readings, frozenset(codes), Patience(PATIENCE))


def _lowered(document: Document, readings: Sequence[Reading]) -> Iterator[Problem]:
    """One more danger sign that lowers the outcome: a shortest example for each item that has one."""
    patience = Patience(PATIENCE)
    found = []
    for reading in readings:
        examples = Examples(document, reading, patience)
        steps = [
            examples.lowering(item, level) for item in reading.items for level in range(item.top)
        ]
        found.append((reading.languages, [step for step in steps if step is not None]))
    yield from by_language(found, document["languages"])
