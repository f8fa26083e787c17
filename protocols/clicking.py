"""What of a draft can be clicked, kept as block ids, and what was clicked as codes of its document.

A sign stands for itself. An option stands for itself and every more worrying one after it, so that what is
clicked is always closed upwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from protocols.blocks import Offer
from protocols.languages import ENGLISH
from protocols.models import ProtocolDraft
from protocols.problems import Problem

LABEL_LENGTH = 60
Term = str | dict[str, Any]
Place = tuple[str, str]


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


@dataclass
class Clicked:
    """The things of a draft by block id. `lost` gathers where something was clicked that is gone."""

    things: Mapping[str, Clickable]
    dimension_codes: Mapping[str, str]
    languages: Sequence[str]
    lost: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, draft: ProtocolDraft) -> Self:
        """Everything that can be clicked in `draft`."""
        things = {one.block_id: one for one in clickables(draft)}
        return cls(things, dimensions_of(draft), tuple(draft.languages))

    def terms(self, ids: Iterable[str] | None, place: Place) -> list[Term]:
        """What a rule counts, in the document's order, so that the same choice gives the same hash.

        Of one question only the lowest option clicked is kept: the others are in it, and it counts once.
        """
        lowest: dict[str, Clickable] = {}
        for one in self._chosen(ids, place):
            lowest.setdefault(one.item, one)
        return [one.term for one in lowest.values()]

    def items(self, ids: Iterable[str] | None, place: Place) -> list[str]:
        """Signs and questions that are added up, in the document's order."""
        return [one.item for one in self._chosen(ids, place)]

    def dimension(self, block_id: str | None, place: Place) -> str:
        """The code of one dimension, or an empty string."""
        return next(iter(self.dimensions([block_id] if block_id else [], place)), "")

    def dimensions(self, ids: Iterable[str] | None, place: Place) -> list[str]:
        """The codes of dimensions, in the document's order."""
        chosen = self._known(ids, self.dimension_codes, place)
        return [code for key, code in self.dimension_codes.items() if key in chosen]

    def show_if(self, value: Mapping[str, Any], code: str) -> dict[str, list[Term]] | None:
        """When the item `code` is asked; None is always."""
        ids, place = list(value["terms"]), ("item", code)
        if not ids:
            return None
        if value["how"] == "all":
            return {"all": [one.term for one in self._chosen(ids, place)]}
        return {"any": self.terms(ids, place)}

    def _chosen(self, ids: Iterable[str] | None, place: Place) -> list[Clickable]:
        chosen = self._known(ids, self.things, place)
        return [one for key, one in self.things.items() if key in chosen]

    def _known(self, ids: Iterable[str] | None, known: Mapping[str, Any], place: Place) -> set[str]:
        chosen = set(ids or ())
        self.lost += [
            Problem("rule_lost_item", *place) for key in sorted(chosen) if key not in known
        ]
        return chosen
