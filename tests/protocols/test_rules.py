"""The engine, alone and against brute force."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.rules import (
    RAISING,
    AgeGroup,
    Answer,
    Outcome,
    Truth,
    age_group_of,
    evaluate,
    holds,
    steps_for,
    truth_of,
)

CODES = ["A", "B", "C", "D", "E"]


def document(rules: list[dict[str, Any]], codes: list[str] = CODES) -> dict[str, Any]:
    defaults = [
        {"code": "N", "outcome": "NONE_NOW", "when": {"default": "settled"}},
        {"code": "O", "outcome": "NOT_COMPLETED", "when": {"default": "open"}},
    ]
    return {
        "sections": [{"items": [{"code": code} for code in codes]}],
        "rules": [*rules, *defaults],
    }


def count(at_least: int, *of: str, outcome: str = "POSSIBLE", code: str = "K") -> dict[str, Any]:
    return {
        "code": code,
        "outcome": outcome,
        "when": {"count": {"of": list(of), "at_least": at_least}},
    }


def any_of(*of: str, outcome: str = "URGENT", code: str = "X") -> dict[str, Any]:
    return {"code": code, "outcome": outcome, "when": {"any": list(of)}}


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("yes", Truth.YES),
        ("no", Truth.NO),
        ("unknown", Truth.OPEN),
        ("declined", Truth.OPEN),
        ("not_observed", Truth.OPEN),
        (None, Truth.OPEN),
    ],
)
def test_three_answers_and_none_are_open(answer: str | None, truth: Truth) -> None:
    assert truth_of(answer) is truth


@pytest.mark.parametrize("nonsense", ["", "Yes", "true", "1"])
def test_nothing_is_coerced_into_an_answer(nonsense: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Answer"):
        truth_of(nonsense)


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        ("yyn", Truth.YES),
        ("yny", Truth.YES),
        ("ynn", Truth.NO),
        ("yon", Truth.OPEN),
        ("oon", Truth.OPEN),
        ("onn", Truth.NO),
    ],
)
def test_two_of_three(answers: str, truth: Truth) -> None:
    values = {"y": Truth.YES, "n": Truth.NO, "o": Truth.OPEN}
    truths = dict(zip("ABC", (values[letter] for letter in answers), strict=True))
    assert holds(count(2, "A", "B", "C")["when"], truths) is truth


def test_the_highest_rule_that_fires_counts_and_both_are_named() -> None:
    result = evaluate(document([count(1, "A", "B"), any_of("C")]), {"A": "yes", "C": "yes"})
    assert result.outcome is Outcome.URGENT
    assert result.fired == ("X", "K")
    assert result.open_items == ()


def test_none_now_needs_that_no_open_item_could_raise_it() -> None:
    protocol = document([count(2, "A", "B", "C")], ["A", "B", "C"])
    one_open = evaluate(protocol, {"A": "no", "B": "no", "C": "declined"})
    assert one_open.outcome is Outcome.NONE_NOW
    two_open = evaluate(protocol, {"A": "no", "B": "unknown", "C": "not_observed"})
    assert two_open.outcome is Outcome.NOT_COMPLETED
    assert two_open.open_items == ("B", "C")
    assert two_open.fired == ("O",)


def test_an_outcome_reached_still_names_what_could_raise_it() -> None:
    result = evaluate(document([count(1, "A", "B"), any_of("C")]), {"A": "yes"})
    assert result.outcome is Outcome.POSSIBLE
    assert result.open_items == ("C",)


def test_an_answer_to_an_unknown_item_is_refused() -> None:
    with pytest.raises(ValueError, match="not items of this protocol"):
        evaluate(document([any_of("A")]), {"Z": "yes"})


@pytest.mark.parametrize(
    ("band", "group"),
    [
        ("under_12", AgeGroup.CHILD),
        ("12_17", AgeGroup.CHILD),
        ("unsure", AgeGroup.CHILD),
        (None, AgeGroup.CHILD),
        ("18_24", AgeGroup.ADULT),
        ("25_over", AgeGroup.ADULT),
    ],
)
def test_under_18_or_unsure_is_the_child_pathway(band: str | None, group: AgeGroup) -> None:
    assert age_group_of(band) is group


def test_steps_are_those_of_outcome_age_and_parish() -> None:
    def step(name: str, **changes: Any) -> dict[str, Any]:
        base = {"name": name, "outcomes": ["URGENT"], "age_groups": ["child", "adult"], "areas": []}
        return base | changes

    steps = {
        "steps": [
            step("everywhere"),
            step("here", areas=["st-thomas"]),
            step("adults", age_groups=["adult"]),
            step("other", outcomes=["POSSIBLE"]),
        ]
    }
    names = [found["name"] for found in steps_for(steps, "URGENT", "child", "st-thomas")]
    assert names == ["everywhere", "here"]
    assert [found["name"] for found in steps_for(steps, "URGENT", "child", "")] == ["everywhere"]


@st.composite
def protocols(draw: st.DrawFn) -> dict[str, Any]:
    rules = []
    for number in range(draw(st.integers(1, 4))):
        of = draw(st.lists(st.sampled_from(CODES), min_size=1, unique=True))
        outcome = draw(st.sampled_from([o.value for o in RAISING]))
        if draw(st.booleans()):
            rules.append(any_of(*of, outcome=outcome, code=f"R{number}"))
        else:
            k = draw(st.integers(1, len(of)))
            rules.append(count(k, *of, outcome=outcome, code=f"R{number}"))
    return document(rules)


answer_sets = st.dictionaries(
    st.sampled_from(CODES), st.sampled_from([answer.value for answer in Answer])
)


@given(protocols(), answer_sets, st.sampled_from(CODES), st.sampled_from(["open", "yes"]))
def test_one_more_danger_sign_never_lowers_the_outcome(
    protocol: dict[str, Any], answers: dict[str, str], code: str, to: str
) -> None:
    """No to open to yes, one sign at a time."""
    raised = answers | {code: "yes" if to == "yes" else "unknown"}
    if to == "open" and answers.get(code) == "yes":
        raised = answers
    before, after = evaluate(protocol, answers), evaluate(protocol, raised)
    assert after.outcome.rank >= before.outcome.rank


@given(protocols(), answer_sets)
def test_open_items_are_those_that_brute_force_finds(
    protocol: dict[str, Any], answers: dict[str, str]
) -> None:
    """An open item could raise the outcome if some smallest set of open items that does holds it."""
    result = evaluate(protocol, answers)
    open_codes = [code for code in CODES if truth_of(answers.get(code)) is Truth.OPEN]
    floor = result.outcome if result.outcome in RAISING else Outcome.NONE_NOW

    def reaches(chosen: tuple[str, ...]) -> frozenset[str]:
        """The rules above the floor that fire when exactly `chosen` turn out to be so."""
        filled = answers | {code: "yes" if code in chosen else "no" for code in open_codes}
        ranks = {rule["code"]: Outcome(rule["outcome"]).rank for rule in protocol["rules"]}
        fired = evaluate(protocol, filled).fired
        return frozenset(code for code in fired if ranks[code] > floor.rank and code[0] == "R")

    found = set()
    for size in range(1, len(open_codes) + 1):
        for chosen in combinations(open_codes, size):
            for code in chosen:
                rest = tuple(other for other in chosen if other != code)
                if reaches(chosen) - reaches(rest):
                    found.add(code)
    assert set(result.open_items) == found
    if result.outcome is Outcome.NONE_NOW:
        assert found == set()
    if result.outcome is Outcome.NOT_COMPLETED:
        assert found != set()
