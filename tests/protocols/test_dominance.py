"""A rule that graver rules always overtake is found: checked against trying every set of signs."""

from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dominance import overshadowed
from protocols.rules import Outcome, Truth, holds
from tests.factories.random_protocols import document_of, sign

SIGNS = ["A", "B", "C", "D", "E"]
RAISING = [Outcome.POSSIBLE, Outcome.STRONG, Outcome.URGENT]


def rule(code: str, outcome: str, of: list[str], at_least: int = 1) -> dict[str, Any]:
    when = {"any": of} if at_least == 1 else {"count": {"of": of, "at_least": at_least}}
    return {"code": code, "outcome": outcome, "when": when}


def names(rules: list[dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(found["code"], example) for found, example in overshadowed(rules)]


def test_one_sign_that_is_always_graver() -> None:
    rules = [rule("R1", "URGENT", ["A", "B"]), rule("R2", "POSSIBLE", ["B"])]
    assert names(rules) == [("R2", ("B",))]


def test_two_graver_rules_may_overtake_together() -> None:
    rules = [
        rule("R1", "URGENT", ["A"]),
        rule("R2", "STRONG", ["B"]),
        rule("R3", "POSSIBLE", ["A", "B"]),
    ]
    assert names(rules) == [("R3", ("A",))]


def test_two_of_three_is_always_one_of_two_of_them() -> None:
    rules = [rule("R1", "URGENT", ["A", "B"]), rule("R2", "STRONG", ["A", "B", "C"], 2)]
    assert names(rules) == [("R2", ("A", "B"))]


def test_a_rule_with_a_sign_of_its_own_decides() -> None:
    rules = [rule("R1", "URGENT", ["A", "B"], 2), rule("R2", "POSSIBLE", ["A", "B"])]
    assert names(rules) == []


def test_rules_of_the_same_outcome_do_not_overtake() -> None:
    assert names([rule("R1", "URGENT", ["A", "B"]), rule("R2", "URGENT", ["A"])]) == []


def test_forty_signs_in_many_rules_are_settled() -> None:
    """By features: two to the power of forty sets could not be tried."""
    signs = [f"S{number}" for number in range(40)]
    rules = [rule("ALL", "POSSIBLE", signs, 20)]
    rules += [rule(f"G{n}", "STRONG", signs[n : n + 12], 7) for n in range(0, 28, 4)]
    assert names(rules) == []
    assert names([*rules, rule("HALF", "URGENT", signs, 20)]) == [("ALL", tuple(signs[:20]))]


def test_many_rules_that_cross_are_settled() -> None:
    """Forty signs and twenty graver rules that share them at random: no set of signs is tried."""
    signs, rng = [f"S{number}" for number in range(40)], Random(3)
    graver = [rule(f"G{n}", "URGENT", rng.sample(signs, 10), 3) for n in range(20)]
    assert names([rule("ALL", "POSSIBLE", signs, 25), *graver]) == [("ALL", tuple(signs[:25]))]
    assert names([rule("FEW", "POSSIBLE", signs, 2), *graver]) == []


def test_nobody_is_stopped_by_what_was_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule("R1", "URGENT", ["A", "B"]), rule("R2", "STRONG", ["A", "B", "C"], 2)]
    assert names(rules) == [("R2", ("A", "B"))]
    monkeypatch.setattr("protocols.dominance.PATIENCE", -1)
    assert names(rules) == []


RULE = st.builds(
    lambda outcome, of, at_least: (outcome, of, min(at_least, len(of))),
    st.sampled_from(RAISING),
    st.lists(st.sampled_from(SIGNS), min_size=1, max_size=5, unique=True),
    st.integers(1, 5),
)


@given(st.lists(RULE, min_size=1, max_size=5))
def test_it_agrees_with_trying_every_set_of_signs(
    drawn: list[tuple[Outcome, list[str], int]],
) -> None:
    rules = [rule(f"R{n}", *parts) for n, parts in enumerate(drawn)]
    decides = set()
    document = document_of([sign(code) for code in SIGNS], rules)
    for size in range(len(SIGNS) + 1):
        for present in combinations(SIGNS, size):
            answers = {code: "yes" if code in present else "no" for code in SIGNS}
            fired = [r for r in rules if holds(document, r["when"], answers) is Truth.YES]
            highest = max((Outcome(r["outcome"]).rank for r in fired), default=0)
            decides |= {r["code"] for r in fired if Outcome(r["outcome"]).rank == highest}
    assert {code for code, _example in names(rules)} == {r["code"] for r in rules} - decides
