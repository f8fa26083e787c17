"""What was clicked in a draft, turned from block ids into the codes of its document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from protocols.clicking import Clickable, Term, clickables, dimensions_of
from protocols.models import ProtocolDraft
from protocols.problems import Problem

Place = tuple[str, str]


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
