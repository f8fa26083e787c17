"""Which rules can never decide an outcome, because graver rules always fire with them. Pure.

Works on classes of signs: signs that the same rules look at are alike, so a protocol of forty signs
has few classes, and how many of each are present is all that matters.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from protocols.rules import Outcome, items_in

Rule = Mapping[str, Any]


# Steps of looking for signs that let a rule decide. What real protocols need is far below it.
PATIENCE = 4_000


@dataclass(frozen=True)
class _Class:
    """Signs that are alike: how many there are, and the graver rules that look at them."""

    size: int
    graver: tuple[int, ...]


def overshadowed(rules: Sequence[Rule]) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Rules that can fire and never decide, each with a shortest example.

    The example are the signs of the rule that come first in the document and make it fire: a graver
    rule fires with them, as it does with every other choice. Defaults, rules that ask for more signs
    than they look at, and rules that look at options are not looked at here: with a milder option
    a graver rule on the same item need not fire.
    """
    raising = [rule for rule in rules if rule["when"].keys() & {"any", "count"}]
    for rule in [rule for rule in raising if _of_signs(rule)]:
        mine = list(dict.fromkeys(items_in(rule["when"])))
        needed = needed_in(rule["when"])
        graver = [other for other in raising if _rank(other) > _rank(rule)]
        if graver and needed <= len(mine) and not _can_decide(needed, mine, graver):
            yield rule, tuple(mine[:needed])


def _of_signs(rule: Rule) -> bool:
    when = rule["when"]
    return all(
        isinstance(term, str) for term in when.get("any", when.get("count", {}).get("of", ()))
    )


def needed_in(condition: Mapping[str, Any]) -> int:
    """How many of its items a condition needs: one for *any of*, k for *k of n*."""
    return int(condition["count"]["at_least"]) if "count" in condition else 1


def _rank(rule: Rule) -> int:
    return Outcome(rule["outcome"]).rank


def _can_decide(needed: int, mine: Sequence[str], graver: Sequence[Rule]) -> bool:
    """Are there so many of the rule's own signs that fire none of the graver ones?

    A larger set fires at least as many graver rules, so the smallest ones settle it. Where graver
    rules cross so often that looking takes more than PATIENCE steps, it says yes: nobody is stopped
    by a flaw that was not found.
    """
    looks = [frozenset(items_in(other["when"])) for other in graver]
    alike = Counter(
        tuple(number for number, codes in enumerate(looks) if code in codes) for code in mine
    )
    classes = sorted((_Class(size, kind) for kind, size in alike.items()), key=_weight)
    room = tuple(needed_in(other["when"]) - 1 for other in graver)
    steps = count()
    return _fits(classes, needed, room, steps)


def _weight(alike: _Class) -> int:
    return len(alike.graver)


def _fits(
    classes: Sequence[_Class], missing: int, room: tuple[int, ...], steps: Iterator[int]
) -> bool:
    """Can `missing` more signs be taken from these classes (lightest first) within the room left?

    `room` is how many signs each graver rule still bears without firing.
    """
    if missing == 0 or next(steps) > PATIENCE:
        return True
    if not _may_fit(classes, missing, room):
        return False
    first, rest = classes[0], classes[1:]
    most = min(first.size, missing, *(room[number] for number in first.graver))
    for here in range(most, -1, -1):
        left = tuple(
            bears - here if number in first.graver else bears for number, bears in enumerate(room)
        )
        if _fits(rest, missing - here, left, steps):
            return True
    return False


def _may_fit(classes: Sequence[_Class], missing: int, room: tuple[int, ...]) -> bool:
    """False if there is too little for sure: for one graver rule, or for all if they shared theirs.

    A sign takes room from each graver rule that looks at it, so the lightest signs take the least.
    """
    most = [min(one.size, *(room[number] for number in one.graver), missing) for one in classes]
    for number, bears in enumerate(room):
        apart = sum(n for n, one in zip(most, classes, strict=True) if number not in one.graver)
        if missing - apart > bears:
            return False
    shared = sum(room)
    for taken, one in zip(most, classes, strict=True):
        shared -= min(taken, missing) * _weight(one)
        missing -= min(taken, missing)
    return missing == 0 and shared >= 0
