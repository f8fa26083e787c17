"""The engine against trying everything, on small protocols made by chance."""

from itertools import product
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocols.rules import RAISING, Outcome, Truth, evaluate, holds, items_of
from tests.factories.random_protocols import random_answers, random_document, taken_by

OPEN = {None, "unknown", "declined", "not_observed"}


def levels_of(item: dict[str, Any]) -> list[str | None]:
    """Its answers from the least worrying; None stands for *no* of a choice, which it has not."""
    if item["kind"] == "choice":
        return [None, *(option["code"] for option in item["options"])]
    return ["no", "yes"]


@given(st.integers(0, 2**32))
def test_one_more_danger_sign_never_lowers_the_outcome(seed: int) -> None:
    """No to open to yes, an option to a more worrying one, one item at a time."""
    chance = Random(seed)
    protocol = random_document(chance)
    answers = random_answers(chance, protocol)
    item = chance.choice(list(items_of(protocol)))
    order = ["no", "unknown", "yes"]
    if item["kind"] == "choice":
        codes = [option["code"] for option in item["options"]]
        order = chance.choice([codes, ["unknown", codes[-1]]])
    low, high = sorted(chance.sample(range(len(order)), 2))
    language = chance.choice(["en", "es"])
    before = evaluate(protocol, answers | {item["code"]: order[low]}, language=language)
    after = evaluate(protocol, answers | {item["code"]: order[high]}, language=language)
    assert after.outcome.rank >= before.outcome.rank


@given(st.integers(0, 2**32))
def test_open_items_are_those_that_brute_force_finds(seed: int) -> None:
    """An open item is named if some smallest set of further signs with it makes a graver rule fire."""
    chance = Random(seed)
    protocol = random_document(chance, most_items=5)
    answers = random_answers(chance, protocol, yes=1)
    result = evaluate(protocol, answers)
    found = raised_by_brute_force(protocol, answers, result.outcome)
    assert set(result.open_items) == found
    if result.outcome not in RAISING:
        assert (result.outcome is Outcome.NOT_COMPLETED) == bool(found)


def raised_by_brute_force(
    protocol: dict[str, Any], answers: dict[str, str], outcome: Outcome
) -> set[str]:
    floor = outcome.rank if outcome in RAISING else 0
    opens = [item for item in items_of(protocol) if answers.get(item["code"]) in OPEN]
    ranks = {rule["code"]: Outcome(rule["outcome"]).rank for rule in protocol["rules"]}

    def fired(levels: tuple[int, ...]) -> frozenset[str]:
        return fires(protocol, answers, opens, levels)

    found: set[str] = set()
    for levels in product(*(range(len(levels_of(item))) for item in opens)):
        graver = {code for code in fired(levels) if ranks[code] > floor}
        for place, level in enumerate(levels):
            less = (*levels[:place], 0, *levels[place + 1 :])
            if level and graver - fired(less):
                found.add(opens[place]["code"])
    return found


def fires(
    protocol: dict[str, Any],
    answers: dict[str, str],
    opens: list[dict[str, Any]],
    levels: tuple[int, ...],
) -> frozenset[str]:
    """Which rules hold for sure when the open items turn out to be so. A choice at 0 stays open."""
    told: dict[str, str] = {code: answer for code, answer in answers.items() if answer not in OPEN}
    for item, level in zip(opens, levels, strict=True):
        if (answer := levels_of(item)[level]) is not None:
            told[item["code"]] = answer
    return frozenset(
        rule["code"]
        for rule in protocol["rules"]
        if "default" not in rule["when"] and holds(protocol, rule["when"], told) is Truth.YES
    )


@given(st.integers(0, 2**32))
def test_open_means_that_both_can_still_come(seed: int) -> None:
    """A condition is open exactly if answers to what is open can make it hold, and fail to."""
    chance = Random(seed)
    protocol = random_document(chance, most_items=5, most_rules=1)
    answers = random_answers(chance, protocol, yes=1)
    opens = [item for item in items_of(protocol) if answers.get(item["code"]) in OPEN]
    whole = {len(fires(protocol, answers, opens, levels)) for levels in every_level(opens)}
    (when,) = [rule["when"] for rule in protocol["rules"] if "default" not in rule["when"]]
    truth = {frozenset({0}): Truth.NO, frozenset({1}): Truth.YES}.get(frozenset(whole), Truth.OPEN)
    assert holds(protocol, when, answers) is truth


def every_level(opens: list[dict[str, Any]]) -> Any:
    return product(*(range(len(levels_of(item))) for item in opens))


def test_taken_answers_are_taken() -> None:
    """What the tests think an item takes is what the engine takes."""
    protocol = random_document(Random(3))
    for item in items_of(protocol):
        for answer in taken_by(item, protocol["mode"]):
            evaluate(protocol, {item["code"]: answer})
