"""The form that goes out comes to the same outcome as the engine."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from protocols.exchange.expressions import Call, Node, Number, Op, Ref, Text, parse
from protocols.exchange.writing import form_of
from protocols.jobaids.facts import ANSWERS
from protocols.jobaids.printing import all_words
from protocols.rules import evaluate
from tests.factories.documents import every_feature
from tests.factories.documents_at_random import documents

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


class Filled:
    """A form that somebody fills in: shown questions are answered, hidden ones are empty."""

    def __init__(self, rows: list[dict[str, str]], answers: Mapping[str, str]) -> None:
        self.rows = {row["name"]: row for row in rows if row.get("name")}
        self.answers = answers
        self._known: dict[str, str] = {}

    def value(self, name: str) -> str:
        """What a question holds."""
        if name not in self._known:
            row = self.rows[name]
            if row["type"] == "calculate":
                self._known[name] = str(self.result(parse(row["calculation"])))
            else:
                shown = not row["relevant"] or self.result(parse(row["relevant"]))
                self._known[name] = self.answers.get(name, "") if shown else ""
        return self._known[name]

    def result(self, node: Node) -> Any:
        """What an expression comes to."""
        if isinstance(node, Ref):
            return self.value(node.name)
        if isinstance(node, Text):
            return node.text
        if isinstance(node, Number):
            return node.number
        if isinstance(node, Call):
            return self._called(node)
        assert isinstance(node, Op)
        if node.sign in {"and", "or"}:
            left, right = self.result(node.left), self.result(node.right)
            assert isinstance(left, bool)
            assert isinstance(right, bool)
            return (left and right) if node.sign == "and" else (left or right)
        left, right = self.result(node.left), self.result(node.right)
        return {
            "=": lambda: left == right,
            "+": lambda: left + right,
            "*": lambda: left * right,
            ">=": lambda: left >= right,
        }[node.sign]()

    def _called(self, node: Call) -> Any:
        if node.name == "if":
            chosen, then, otherwise = node.given
            return self.result(then if self.result(chosen) else otherwise)
        (given,) = node.given
        value = self.result(given)
        assert isinstance(value, bool)
        return Decimal(value) if node.name == "number" else not value


def outcome_of(document: dict[str, Any], answers: Mapping[str, str]) -> tuple[str, set[str]]:
    """The outcome and the rules that fired, as the form has them."""
    rows = form_of(document, all_words()).sheets["survey"]
    filled = Filled(rows, answers)
    outcome = next(row["name"] for row in rows if row["name"].startswith("outcome.now"))
    fired = {
        row["firstline_code"]
        for row in rows
        if row.get("firstline_role") == "rule" and filled.value(row["name"]) == "yes"
    }
    return filled.value(outcome), fired


@st.composite
def filled_in(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, str]:
    """Answers to some items of a document."""
    answers = {}
    for section in document["sections"]:
        for item in section["items"]:
            options = [option["code"] for option in item.get("options", ())]
            known = ANSWERS[document["mode"]]
            choices = [*options, *known[2:]] if options else list(known)
            if answer := draw(st.sampled_from(["", *choices])):
                answers[item["code"]] = answer
    return answers


def shown(document: dict[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to what the form shows. The engine never hears of the others."""
    rows = form_of(document, all_words()).sheets["survey"]
    filled = Filled(rows, answers)
    return {code: filled.value(code) for code in answers if filled.value(code)}


@settings(max_examples=200, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_form_with_every_feature_says_what_the_engine_says(data: st.DataObject) -> None:
    document = every_feature()
    answers = shown(document, data.draw(filled_in(document)))
    result = evaluate(document, answers)
    outcome, fired = outcome_of(document, answers)
    assert (outcome, fired) == (result.outcome, set(result.fired))


@settings(max_examples=100, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_forms_say_what_the_engine_says(data: st.DataObject) -> None:
    document = data.draw(documents())
    codes = [item["code"] for section in document["sections"] for item in section["items"]]
    if len({code.casefold() for code in codes}) < len(codes):
        return
    answers = shown(document, data.draw(filled_in(document)))
    result = evaluate(document, answers)
    outcome, _fired = outcome_of(document, answers)
    assert outcome == result.outcome
