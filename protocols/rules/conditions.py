"""Reading a document: its items in their order, and what conditions look at."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Document = Mapping[str, Any]
Condition = Mapping[str, Any]
# "A1" (the sign is yes) or {"item": "B2", "options": [...]} (one of these was chosen).
Term = str | Mapping[str, Any]


def items_of(document: Document) -> Iterator[Mapping[str, Any]]:
    """Every item, in the order in which it is asked."""
    for section in document["sections"]:
        yield from section["items"]


def item_in(term: Term) -> str:
    """The code of the item that a term speaks of."""
    return term if isinstance(term, str) else str(term["item"])


def terms_in(condition: Condition | None) -> Sequence[Term]:
    """The terms of *any of*, *k of n* and show-if; none for other conditions, and for null."""
    for how in ("any", "all"):
        if condition and how in condition:
            return list(condition[how])
    return list(condition["count"]["of"]) if condition and "count" in condition else []


def graded_in(condition: Condition) -> Sequence[str]:
    """The codes of the dimensions that a condition grades."""
    return list(condition["graded"]["dimensions"]) if "graded" in condition else []


def items_in(condition: Condition) -> Sequence[str]:
    """The codes that a condition names, each once; none for a graded one, which names dimensions."""
    named = [item_in(term) for term in terms_in(condition)]
    if "sum" in condition:
        named = list(condition["sum"]["of"])
    return list(dict.fromkeys(named))


def threshold_in(condition: Condition, language: str) -> Any:
    """How much *k of n* or a sum needs in a language: its own threshold, or that of all others."""
    limits = condition["count"] if "count" in condition else condition["sum"]
    return limits.get("at_least_in", {}).get(language, limits["at_least"])
