"""The engine, alone and against brute force."""

from typing import Any

import pytest

from protocols.documents import schema_errors
from protocols.rules import (
    AgeGroup,
    Outcome,
    Truth,
    age_group_of,
    evaluate,
    holds,
    steps_for,
    truth_of,
)
from tests.factories.documents import ILO, every_feature
from tests.factories.random_protocols import (
    choice,
    document_of,
    option,
    sign,
)

CODES = ["A", "B", "C", "D", "E"]
OPTIONS = [option("never"), option("often", "weak", "0.5"), option("always", "strong", "1.5")]


def document(rules: list[dict[str, Any]], codes: list[str] = CODES) -> dict[str, Any]:
    return document_of([sign(code) for code in codes], rules)


def rule(when: dict[str, Any], outcome: str = "POSSIBLE", code: str = "K") -> dict[str, Any]:
    return {"code": code, "outcome": outcome, "when": when}


def count(at_least: int, *of: str) -> dict[str, Any]:
    return rule({"count": {"of": list(of), "at_least": at_least}})


def any_of(*of: Any) -> dict[str, Any]:
    return rule({"any": list(of)}, "URGENT", "X")


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
    with pytest.raises(ValueError, match="is not a valid answer to A"):
        evaluate(document([any_of("A")]), {"A": nonsense})


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
    values = {"y": "yes", "n": "no", "o": "unknown"}
    given_answers = dict(zip("ABC", (values[letter] for letter in answers), strict=True))
    when = count(2, "A", "B", "C")["when"]
    assert holds(document([]), when, given_answers) is truth


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


def test_asked_nobody_answers_not_observed() -> None:
    """The same answer is fine where things are observed."""
    protocol = document([any_of("A")])
    assert evaluate(protocol, {"A": "not_observed"}).outcome is Outcome.NOT_COMPLETED
    with pytest.raises(ValueError, match="not a valid answer"):
        evaluate(protocol | {"mode": "ask"}, {"A": "not_observed"})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("never", Outcome.NONE_NOW),
        ("often", Outcome.NONE_NOW),
        ("always", Outcome.URGENT),
        ("unknown", Outcome.NOT_COMPLETED),
        (None, Outcome.NOT_COMPLETED),
    ],
)
def test_a_choice_is_one_of_its_options_or_open(answer: str | None, outcome: Outcome) -> None:
    protocol = document_of([choice("B", OPTIONS)], [any_of({"item": "B", "options": ["always"]})])
    assert evaluate(protocol, {"B": answer} if answer else {}).outcome is outcome
    for foreign in ("yes", "no", "Always"):
        with pytest.raises(ValueError, match="not a valid answer"):
            evaluate(protocol, {"B": foreign})


def test_weights_add_up_as_decimals_do() -> None:
    """0.1 and 0.2 are 0.3, which binary fractions are not."""
    items = [sign("A", weight="0.1"), sign("B", weight="0.2")]
    protocol = document_of(items, [rule({"sum": {"of": ["A", "B"], "at_least": "0.3"}})])
    assert evaluate(protocol, {"A": "yes", "B": "yes"}).outcome is Outcome.POSSIBLE
    assert evaluate(protocol, {"A": "yes", "B": "no"}).outcome is Outcome.NONE_NOW
    with pytest.raises(ValueError, match="not a decimal"):
        evaluate(document_of([sign("A", weight="1e2")], []), {})


def test_a_threshold_may_be_another_in_a_language() -> None:
    when = {"count": {"of": ["A", "B"], "at_least": 1, "at_least_in": {"es": 2}}}
    protocol, answers = document([rule(when)]), {"A": "yes", "B": "no"}
    assert evaluate(protocol, answers).outcome is Outcome.POSSIBLE
    assert evaluate(protocol, answers, language="es").outcome is Outcome.NONE_NOW
    assert evaluate(protocol, answers, language="ht").outcome is Outcome.POSSIBLE


def test_what_is_hidden_counts_for_nothing_and_its_gate_is_open() -> None:
    items = [sign("A"), sign("B", show_if={"all": ["A"]}), sign("C", show_if={"any": ["B"]})]
    protocol = document_of(items, [any_of("C")])
    assert evaluate(protocol, {"A": "no", "B": "yes", "C": "yes"}).outcome is Outcome.NONE_NOW
    assert evaluate(protocol, {"A": "yes", "B": "yes", "C": "yes"}).outcome is Outcome.URGENT
    whole = evaluate(protocol, {"C": "yes"})
    assert whole.outcome is Outcome.NOT_COMPLETED
    assert whole.open_items == ("A", "B")


@pytest.mark.parametrize(
    ("grades", "outcome"),
    [
        (["strong", "weak"], Outcome.POSSIBLE),
        (["strong", "strong"], Outcome.POSSIBLE),
        (["strong"], Outcome.NONE_NOW),
        (["medium", "medium"], Outcome.NONE_NOW),
        (["medium", "medium", "weak"], Outcome.POSSIBLE),
        (["medium", "weak", "weak"], Outcome.NONE_NOW),
        (["weak", "weak", "weak", "weak"], Outcome.NONE_NOW),
    ],
)
def test_a_dimension_is_graded_as_in_the_table(grades: list[str], outcome: Outcome) -> None:
    """ILO: a strong sign and another of any kind, or two of medium strength and another."""
    items = [sign(CODES[n], dimension="d", grade=grade) for n, grade in enumerate(grades)]
    patterns = [dict(pattern) for pattern in ILO]
    when = {"graded": {"dimensions": ["d"], "at_least": 1, "patterns": patterns}}
    answers = {item["code"]: "yes" for item in items}
    assert evaluate(document_of(items, [rule(when)]), answers).outcome is outcome


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


def test_steps_are_those_of_outcome_age_parish_and_agency() -> None:
    def step(name: str, **changes: Any) -> dict[str, Any]:
        base = {"name": name, "outcomes": ["URGENT"], "age_groups": ["child", "adult"]}
        return base | {"areas": [], "agencies": []} | changes

    steps = {
        "steps": [
            step("everywhere"),
            step("here", areas=["st-thomas"]),
            step("adults", age_groups=["adult"]),
            step("other", outcomes=["POSSIBLE"]),
            step("health", agencies=["MOH"]),
        ]
    }

    def names(*where: str) -> list[str]:
        return [found["name"] for found in steps_for(steps, "URGENT", "child", *where)]

    assert names("st-thomas") == ["everywhere", "here"]
    assert names("") == ["everywhere"]
    assert names("", "MOH") == ["everywhere", "health"]
    assert names("", "EDU") == ["everywhere"]


def test_a_document_with_every_feature_keeps_the_schema() -> None:
    protocol = every_feature()
    assert schema_errors(protocol) == []
    assert evaluate(protocol, {"D1": "yes"}).outcome is Outcome.URGENT
