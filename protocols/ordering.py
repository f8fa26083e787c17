"""What has to come before what in a protocol: conditions and options. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from protocols.problems import Problem
from protocols.rules import Document, item_in, items_of, terms_in

GRADES = (None, "weak", "medium", "strong")


def out_of_order(document: Document) -> Iterator[Problem]:
    """Items shown by what is not asked before them, and options that say less than the one before.

    Either would let one more danger sign lower the outcome. The document keeps the schema.
    """
    before: set[str] = set()
    for item in items_of(document):
        for code in map(item_in, terms_in(item["show_if"])):
            if code not in before:
                yield Problem("shown_by_later", "item", item["code"], code)
        for one, other in pairwise(item.get("options", ())):
            if _falls(one, other):
                yield Problem("options_fall", "item", item["code"], other["code"])
        before.add(item["code"])


def _falls(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    lighter = Decimal(other["weight"]) < Decimal(one["weight"])
    return lighter or GRADES.index(other["grade"]) < GRADES.index(one["grade"])
