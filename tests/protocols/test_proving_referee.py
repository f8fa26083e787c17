"""The proof against a referee that knows nothing of it: z3 reads the document and is asked the same."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import z3

from protocols.problems import Problem
from protocols.proving import Reading, readings_of, unproved
from protocols.rules import RAISING, Outcome, items_of, terms_in, threshold_in
from protocols.texts import OPTION
from tests.factories.long_protocols import long_document
from tests.factories.random_protocols import Json

# Long, and nothing in it meets a database.
pytestmark = pytest.mark.sqlite
ITEMS = 10
Given = Mapping[str, list[Any]]


class Referee:
    """A document as formulas over one truth for each level of each item: that it was answered so."""

    def __init__(self, document: Json, language: str) -> None:
        self.document, self.language = document, language
        self.items = {item["code"]: item for item in items_of(document)}
        self.rows = {code: item.get("options", [item]) for code, item in self.items.items()}
        self.given: Given = {
            code: [z3.Bool(f"{code}/{place}") for place in range(len(rows))]
            for code, rows in self.rows.items()
        }
        self.solver = z3.Solver()
        for levels in self.given.values():
            self.solver.add(z3.AtMost(*levels, 1))
        self.rules = [rule for rule in document["rules"] if "default" not in rule["when"]]

    def can_be(self, *formulas: Any) -> bool:
        self.solver.push()
        self.solver.add(*formulas)
        result = self.solver.check()
        self.solver.pop()
        assert result != z3.unknown
        return bool(result == z3.sat)

    def so(self, given: Given) -> Given:
        """Each level as shown and answered, in the document's order."""
        so: dict[str, list[Any]] = {}
        for code, item in self.items.items():
            terms = [self.term(term, so) for term in terms_in(item["show_if"])]
            how = z3.And if item["show_if"] and "all" in item["show_if"] else z3.Or
            shown = how(*terms) if terms else z3.BoolVal(True)
            so[code] = [z3.And(shown, level) for level in given[code]]
        return so

    def term(self, term: Any, so: Given) -> Any:
        if isinstance(term, str):
            return so[term][0]
        codes = [one["code"] for one in self.rows[term["item"]]]
        return z3.Or(*(so[term["item"]][codes.index(option)] for option in term["options"]))

    def fires(self, rule: Json, so: Given) -> Any:
        when = rule["when"]
        if "graded" in when:
            graded = when["graded"]
            held = [(self.dimension(code, graded, so), 1) for code in graded["dimensions"]]
            return z3.PbGe(held, graded["at_least"])
        if "sum" in when:
            needed = Decimal(threshold_in(when, self.language))
            return self.adds_up(when["sum"]["of"], so, lambda row: Decimal(row["weight"]), needed)
        needed = threshold_in(when, self.language) if "count" in when else 1
        return z3.PbGe([(self.term(term, so), 1) for term in terms_in(when)], needed)

    def adds_up(self, codes: list[str], so: Given, value: Any, needed: Any) -> Any:
        """What the rows of these items that are so give together is so much, in hundredths."""
        given = [
            (level, int(value(row) * 100))
            for code in codes
            for level, row in zip(so[code], self.rows[code], strict=True)
            if value(row)
        ]
        return z3.PbGe(given, int(needed * 100)) if given else z3.BoolVal(needed <= 0)

    def dimension(self, code: str, graded: Json, so: Given) -> Any:
        mine = [item for item in self.items if self.items[item]["dimension"] == code]
        grades = ["strong", "medium", "weak"]

        def many(grade: str, needed: int) -> Any:
            enough = grades[: grades.index(grade) + 1]
            return self.adds_up(mine, so, lambda row: int(row["grade"] in enough), needed)

        return z3.Or(
            *(
                z3.And(*(many(grade, pattern[grade]) for grade in grades))
                for pattern in graded["patterns"]
            )
        )

    def at_least(self, outcome: Outcome, so: Given) -> Any:
        """A rule fires that gives this outcome or a graver one."""
        grave = [rule for rule in self.rules if Outcome(rule["outcome"]).rank >= outcome.rank]
        return z3.Or(*(self.fires(rule, so) for rule in grave))

    def decides(self, rule: Json) -> bool:
        so, outcome = self.so(self.given), Outcome(rule["outcome"])
        graver = [self.at_least(one, so) for one in RAISING if one.rank > outcome.rank]
        return self.can_be(self.fires(rule, so), z3.Not(z3.Or(*graver)))

    def matters(self, code: str, level: int) -> bool:
        mild = 0 if self.items[code]["kind"] == "choice" else -1
        high, low = (
            self.so(
                {**self.given, code: [z3.BoolVal(n == one) for n in range(len(self.rows[code]))]}
            )
            for one in (level, mild)
        )
        return any(
            self.can_be(self.at_least(outcome, high) != self.at_least(outcome, low))
            for outcome in RAISING
        )


@pytest.mark.parametrize("seed", range(24))
def test_a_referee_says_the_same(seed: int) -> None:
    document = long_document(Random(seed), ITEMS)
    found = list(unproved(document, [], []))
    assert not [one for one in found if "undecided" in one.code]
    for reading in readings_of(document):
        referee = Referee(document, reading.languages[0])
        assert told(found, reading) == refereed(referee, reading)


def told(found: list[Problem], reading: Reading) -> set[tuple[str, str]]:
    """Dead rules, items and options of one reading."""
    mine = [one for one in found if one.language in ("", *reading.languages)]
    kinds = {
        "rule_out_of_reach",
        "rule_overshadowed",
        "item_never_matters",
        "option_never_matters",
        "never_shown",
    }
    return {(one.name, one.field.removeprefix(OPTION)) for one in mine if one.code in kinds}


def refereed(referee: Referee, reading: Reading) -> set[tuple[str, str]]:
    dead = {(rule["code"], "") for rule in referee.rules if not referee.decides(rule)}
    for item in reading.items:
        if not referee.matters(item.code, item.top):
            dead.add((item.code, ""))
            continue
        dead |= {
            (item.code, item.levels[level].option)
            for level in range(1, item.top)
            if reading.says(item, level) and not referee.matters(item.code, level)
        }
    return dead
