"""What of a draft can be clicked: its signs, options and dimensions, kept as block ids.

A sign stands for itself. An option stands for itself and every more worrying one after it, so that what is
clicked is always closed upwards.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.blocks import Offer
from protocols.languages import ENGLISH
from protocols.models import ProtocolDraft

LABEL_LENGTH = 60
Term = str | dict[str, Any]


@dataclass(frozen=True)
class Clickable:
    """A sign, a question or an option: its block id, its item's code, and a label.

    `options` are the codes an option stands for, least worrying first; `whole` is true for signs and questions,
    `is_term` for what a rule can count.
    """

    block_id: str
    item: str
    label: str
    options: tuple[str, ...] = ()
    whole: bool = True
    is_term: bool = True

    @property
    def term(self) -> Term:
        """As the document says it."""
        return {"item": self.item, "options": list(self.options)} if self.options else self.item


def clickables(draft: ProtocolDraft) -> list[Clickable]:
    """Everything that can be clicked, in the order in which it is met."""
    return [one for section in draft.sections for one in _of_items(section.value["items"])]


def _of_items(items: Iterable[Any]) -> Iterator[Clickable]:
    for child in items:
        code = child.value["code"]
        label = _label(code, child.value["wording"])
        is_sign = child.block_type != "choice"
        yield Clickable(str(child.id), code, label, is_term=is_sign)
        if not is_sign:
            yield from _of_options(code, list(child.value["options"].bound_blocks))


def _label(code: str, text: Mapping[str, Any]) -> str:
    return f"{code}: {(text.get(ENGLISH) or '')[:LABEL_LENGTH]}"


def _of_options(item: str, options: list[Any]) -> Iterator[Clickable]:
    codes = [option.value["code"] for option in options]
    for number, option in enumerate(options):
        words = (option.value["text"].get(ENGLISH) or codes[number])[:LABEL_LENGTH]
        worse = tuple(codes[number:])
        label = f"{item}: {words} +" if len(worse) > 1 else f"{item}: {words}"
        yield Clickable(str(option.id), item, label, worse, whole=False)


def dimensions_of(draft: ProtocolDraft) -> dict[str, str]:
    """Block id to code of each dimension, in order."""
    return {str(child.id): child.value["code"] for child in draft.dimensions}


def offer_of(draft: ProtocolDraft) -> Offer:
    """What the editor of this draft offers."""
    things = clickables(draft)
    return Offer(
        terms=[(one.block_id, one.label) for one in things if one.is_term],
        items=[(one.block_id, one.label) for one in things if one.whole],
        dimensions=[
            (str(child.id), _label(child.value["code"], child.value["title"]))
            for child in draft.dimensions
        ],
        languages=tuple(draft.languages),
    )
