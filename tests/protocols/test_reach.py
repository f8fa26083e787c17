"""What rules can reach, in two worlds, against trying every settled set of answers."""

from copy import deepcopy
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.problems import Problem
from protocols.proving import readings_of
from protocols.reach import misnamed, unreachable
from protocols.rules import Document, Truth, holds, items_of
from tests.factories.random_protocols import choice, document_of, option, random_document, sign

LANGUAGES = ["en", "es"]
OFTEN = [option("never"), option("often", "weak", "1"), option("always", "strong", "2.5")]


def reached(document: Document) -> list[Problem]:
    return list(unreachable(document, readings_of(document)))


def told(one: Problem) -> tuple[str, str, str, str]:
    return one.code, one.kind, one.name, one.detail


def settled(document: dict[str, Any]) -> list[dict[str, str]]:
    """Every way of answering every item for good."""
    items = list(items_of(document))
    levels = [
        [option["code"] for option in item["options"]]
        if item["kind"] == "choice"
        else ["no", "yes"]
        for item in items
    ]
    codes = [item["code"] for item in items]
    return [dict(zip(codes, answers, strict=True)) for answers in product(*levels)]


@given(st.integers(0, 2**32))
def test_two_worlds_say_what_trying_everything_says(seed: int) -> None:
    document = random_document(Random(seed), most_items=5) | {"languages": LANGUAGES}
    found = {
        (one.code, one.kind, one.name, language)
        for one in reached(document)
        if one.kind == "rule"
        for language in ([one.language] if one.language else LANGUAGES)
    }
    everything = settled(document)
    expected = set()
    for rule in document["rules"]:
        if "default" in rule["when"]:
            continue
        for language in LANGUAGES:
            fires = [
                holds(document, rule["when"], answers, language) is Truth.YES
                for answers in everything
            ]
            if not any(fires):
                expected.add(("rule_out_of_reach", "rule", rule["code"], language))
            if all(fires):
                expected.add(("rule_always_fires", "rule", rule["code"], language))
    assert found == expected


def small(**when: Any) -> dict[str, Any]:
    """Sign A1, choice B1, sign C1 that B1 shows, and one rule."""
    items = [
        sign("A1", weight="1"),
        choice("B1", OFTEN),
        sign("C1", show_if={"any": [{"item": "B1", "options": ["often", "always"]}]}),
    ]
    rule = {"code": "R1", "outcome": "STRONG", "when": when}
    return document_of(items, [rule]) | {"languages": LANGUAGES, "dimensions": []}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"any": ["A1"]}, []),
        ({"any": [{"item": "B1", "options": ["always"]}]}, []),
        ({"sum": {"of": ["A1", "B1"], "at_least": "3.5"}}, []),
        (
            {"sum": {"of": ["A1", "B1"], "at_least": "3.5", "at_least_in": {"es": "3.51"}}},
            [("rule_out_of_reach", "rule", "R1", "3.5 / 3.51", "es")],
        ),
        (
            {"any": [{"item": "B1", "options": ["never", "often", "always"]}]},
            [("rule_always_fires", "rule", "R1", "", "")],
        ),
        (
            {"graded": {"dimensions": ["D"], "at_least": 1, "patterns": [{"strong": 9, "medium": 9, "weak": 9}]}},
            [("rule_out_of_reach", "rule", "R1", "0 / 1", "")],
        ),
        ({"count": {"of": ["A1"], "at_least": 2}}, [("rule_out_of_reach", "rule", "R1", "1 / 2", "")]),
    ],
)  # fmt: skip
def test_thresholds_in_every_language(when: dict[str, Any], expected: list[Any]) -> None:
    assert [(*told(one), one.language) for one in reached(small(**when))] == expected


def test_two_options_of_one_question_count_twice() -> None:
    """*Always* is also *often or more*: two terms hold, though only one question was asked."""
    terms = [{"item": "B1", "options": ["often", "always"]}, {"item": "B1", "options": ["always"]}]
    assert reached(small(count={"of": terms, "at_least": 2})) == []


def test_what_nothing_shows_is_found() -> None:
    document = small(any=["A1"])
    items = document["sections"][0]["items"]
    items.append(sign("E1", show_if={"all": ["C1", "A1"]}))
    assert reached(document) == []
    hidden = sign("F1", show_if={"any": [{"item": "B1", "options": []}]})
    items.append(hidden)
    items.append(sign("G1", show_if={"any": ["F1"]}))
    assert [one.name for one in reached(document)] == ["F1", "G1"]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["A1", {"item": "B1", "options": ["often", "always"]}], []),
        (["B1"], [("term_of_other_kind", "rule", "R1", "B1")]),
        ([{"item": "A1", "options": ["yes"]}], [("term_of_other_kind", "rule", "R1", "A1")]),
        (
            [{"item": "B1", "options": ["seldom", "always"]}],
            [("option_unknown", "rule", "R1", "B1: seldom")],
        ),
        (
            [{"item": "B1", "options": ["often"]}],
            [("graver_option_left_out", "rule", "R1", "B1: always")],
        ),
    ],
)
def test_terms_fit_their_items(terms: list[Any], expected: list[Any]) -> None:
    assert [told(one) for one in misnamed(small(any=terms))] == expected
    counted = small(count={"of": terms, "at_least": 1})
    assert [told(one) for one in misnamed(counted)] == expected
    gate = deepcopy(small(any=["A1"]))
    gate["sections"][0]["items"].append(sign("E1", show_if={"any": terms}))
    assert [told(one) for one in misnamed(gate)] == [
        (code, "item", "E1", what) for code, _k, _n, what in expected
    ]


def test_dimensions_exist() -> None:
    document = small(graded={"dimensions": ["D"], "at_least": 1, "patterns": []})
    document["sections"][0]["items"][0]["dimension"] = "X"
    assert [told(one) for one in misnamed(document)] == [
        ("dimension_unknown", "item", "A1", "X"),
        ("dimension_unknown", "rule", "R1", "D"),
    ]
