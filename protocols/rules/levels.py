"""Items as the engine sees them: what each gives once it is so, and when it is shown."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from protocols.rules.conditions import Document, Term, item_in, items_of, terms_in
from protocols.rules.vocabulary import OPEN_ANSWERS, Answer

_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?", re.ASCII)
# Item code to the place of the level that it has reached. An item that is not so, or hidden, is not in it.
World = Mapping[str, int]


@dataclass(frozen=True)
class Level:
    """What an item gives once it is so: a sign that is yes (`option` is empty), or an option chosen.

    `weight` is in hundredths, because binary fractions do not add up.
    """

    option: str
    grade: str | None
    weight: int


@dataclass(frozen=True)
class Item:
    """A sign has one level, a choice one for each option, from the least to the most worrying."""

    code: str
    dimension: str
    levels: tuple[Level, ...]
    show_if: Mapping[str, Any] | None

    @property
    def is_choice(self) -> bool:
        """True where options are chosen and not yes or no."""
        return bool(self.levels[0].option)

    @property
    def top(self) -> int:
        """The place of its most worrying level."""
        return len(self.levels) - 1


def hundredths(number: str) -> int:
    """ "1.5" as 150. Raises ValueError for anything that is no decimal text: nothing is coerced."""
    if not isinstance(number, str) or not _DECIMAL.fullmatch(number):
        raise ValueError(f"not a decimal number: {number!r}")
    whole, _point, part = number.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def items_seen(document: Document) -> list[Item]:
    """Every item of a document, in its order."""
    return [_item(item) for item in items_of(document)]


def _item(item: Mapping[str, Any]) -> Item:
    rows: Sequence[Mapping[str, Any]] = item["options"] if item["kind"] == "choice" else [item]
    levels = tuple(
        Level(
            row["code"] if item["kind"] == "choice" else "", row["grade"], hundredths(row["weight"])
        )
        for row in rows
    )
    return Item(item["code"], item["dimension"], levels, item["show_if"])


# Given an item: the place of the level that it would reach, or None.
Given = Callable[[Item], int | None]


def world_of(items: Sequence[Item], given: Given) -> dict[str, int]:
    """What is so where each item is as `given`, those that are not shown left out."""
    seen = {item.code: item for item in items}
    world: dict[str, int] = {}
    for item in items:
        level = given(item)
        if level is not None and is_shown(item, seen, world):
            world[item.code] = level
    return world


def is_shown(item: Item, items: Mapping[str, Item], world: World) -> bool:
    """Is its show-if met by what is so before it? Without one it is always shown."""
    if item.show_if is None:
        return True
    met = (term_holds(term, items, world) for term in terms_in(item.show_if))
    return any(met) if "any" in item.show_if else all(met)


def term_holds(term: Term, items: Mapping[str, Item], world: World) -> bool:
    """Is the sign yes, or one of the options chosen?"""
    code = item_in(term)
    return code in world and level_meets(term, items[code].levels[world[code]])


def level_meets(term: Term, level: Level) -> bool:
    """Does this level of the term's item make the term hold?"""
    return isinstance(term, str) or level.option in term["options"]


def check_answers(items: Sequence[Item], answers: Mapping[str, Any], mode: str) -> None:
    """Raises ValueError for an answer to no item of the document, or that its item does not take."""
    seen = {item.code: item for item in items}
    unknown = sorted(set(answers) - set(seen))
    if unknown:
        raise ValueError(f"not items of this protocol: {unknown}")
    for code, answer in answers.items():
        if answer is not None and answer not in _taken(seen[code], mode):
            raise ValueError(f"{answer!r} is not a valid answer to {code}")


def _taken(item: Item, mode: str) -> list[str]:
    """The answers that an item takes. Nothing is observed where all is asked."""
    opens = [*OPEN_ANSWERS][: 2 if mode == "ask" else 3]
    if item.is_choice:
        return [*(level.option for level in item.levels), *opens]
    return [Answer.YES, Answer.NO, *opens]


def is_open(answer: str | None) -> bool:
    """True for no answer and for those that settle nothing."""
    return answer is None or answer in OPEN_ANSWERS


def level_given(item: Item, answer: str | None) -> int | None:
    """The place of the level that a settled answer gives, None for *no* and open answers."""
    if item.is_choice:
        options = [level.option for level in item.levels]
        return options.index(answer) if answer in options else None
    return 0 if answer == Answer.YES else None
