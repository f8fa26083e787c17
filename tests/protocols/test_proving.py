"""What is dead in a protocol: examples worked out by hand, and the same as trying every set of answers."""

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocols.problems import Problem
from protocols.proving import Reading, readings_of, unproved
from protocols.rules import RAISING, Result, evaluate, items_of
from protocols.texts import OPTION
from tests.factories.random_protocols import choice, document_of, option, random_document, sign

LANGUAGES = ["en", "es"]
Told = set[tuple[str, str, str, str]]
Answers = tuple[str, ...]


def proved(document: dict[str, Any]) -> list[Problem]:
    return list(unproved({"languages": ["en"]} | document, [], []))


def brief(problem: Problem) -> tuple[str, str, list[str]]:
    return (
        problem.code,
        problem.name + problem.field.removeprefix(OPTION.strip()),
        [f"{code} {option}".strip() for code, _wording, option in problem.example],
    )


def rule(code: str, outcome: str, **when: Any) -> dict[str, Any]:
    return {"code": code, "outcome": outcome, "when": when}


def count(at_least: int, *of: Any) -> dict[str, Any]:
    return {"of": list(of), "at_least": at_least}


def signs(*codes: str, **changes: Any) -> list[dict[str, Any]]:
    return [sign(code, **changes) for code in codes]


OFTEN = [option("never"), option("often", "weak", "1"), option("always", "strong", "2")]
ALWAYS = {"item": "B", "options": ["always"]}
SOMETIMES = {"item": "B", "options": ["often", "always"]}


def test_a_graver_rule_on_the_same_sign_overtakes() -> None:
    rules = [rule("R1", "URGENT", any=["A", "B"]), rule("R2", "POSSIBLE", any=["B"])]
    (problem, gone) = proved(document_of(signs("A", "B"), rules))
    assert brief(problem) == ("rule_overshadowed", "R2", ["B"])
    assert (problem.detail, problem.outcomes) == ("R1", ("URGENT",))
    assert brief(gone) == ("outcome_never_given", "POSSIBLE", [])


def test_two_of_three_is_always_one_of_two_of_them() -> None:
    rules = [
        rule("R1", "URGENT", any=["A", "B"]),
        rule("R2", "STRONG", count=count(2, "A", "B", "C")),
    ]
    told = [brief(one) for one in proved(document_of(signs("A", "B", "C"), rules))]
    assert told == [
        ("rule_overshadowed", "R2", ["B", "C"]),
        ("item_never_matters", "C", ["B", "C"]),
        ("outcome_never_given", "STRONG", []),
    ]


def test_rules_of_the_same_outcome_do_not_overtake() -> None:
    rules = [rule("R1", "URGENT", any=["A", "B"]), rule("R2", "URGENT", any=["A"])]
    assert proved(document_of(signs("A", "B"), rules)) == []


def test_a_graver_rule_on_a_graver_option_stops_nobody() -> None:
    rules = [rule("R1", "URGENT", any=[ALWAYS]), rule("R2", "POSSIBLE", any=[SOMETIMES])]
    assert proved(document_of([choice("B", OFTEN)], rules)) == []


def test_an_option_that_counts_and_changes_nothing() -> None:
    """Two points are asked for, and nothing can add the one that *often* lacks."""
    rules = [rule("R1", "STRONG", sum={"of": ["B", "C"], "at_least": "2"})]
    items = [choice("B", OFTEN), sign("C", weight="2")]
    (problem,) = proved(document_of(items, rules))
    assert brief(problem) == ("option_never_matters", "B often", ["B Often", "C"])
    items[1]["weight"] = "1"
    assert proved(document_of(items, rules)) == []


def test_bands_of_a_sum_leave_room_for_each_other() -> None:
    items = [*signs("A", "B", weight="2"), sign("C", weight="0.5")]
    of = ["A", "B", "C"]
    bands = [("POSSIBLE", "2"), ("STRONG", "4"), ("URGENT", "4.5")]
    rules = [rule(o[0], o, sum={"of": of, "at_least": needs}) for o, needs in bands]
    assert proved(document_of(items, rules)) == []
    items[2]["weight"] = "0.25"
    told = [brief(one)[:2] for one in proved(document_of(items, rules))]
    assert ("rule_out_of_reach", "U") in told
    assert ("item_never_matters", "C") in told


def test_a_dimension_that_holds_only_with_something_graver() -> None:
    items = signs("A", "B", dimension="D", grade="strong")
    graded = {
        "dimensions": ["D"],
        "at_least": 1,
        "patterns": [{"strong": 2, "medium": 2, "weak": 2}],
    }
    rules = [rule("R1", "POSSIBLE", graded=graded), rule("R2", "URGENT", any=["B"])]
    told = [brief(one) for one in proved(document_of(items, rules))]
    assert told[0] == ("rule_overshadowed", "R1", ["A", "B"])
    assert ("item_never_matters", "A", ["A", "B"]) in told


def test_a_sign_shown_only_by_one_that_is_already_urgent() -> None:
    items = [sign("A"), sign("B", show_if={"any": ["A"]})]
    rules = [rule("R1", "URGENT", any=["A"]), rule("R2", "POSSIBLE", any=["B"])]
    told = [brief(one) for one in proved(document_of(items, rules))]
    assert told == [
        ("rule_overshadowed", "R2", ["A", "B"]),
        ("item_never_matters", "B", ["A", "B"]),
        ("outcome_never_given", "POSSIBLE", []),
    ]


def test_a_question_that_only_shows_what_matters_does_matter() -> None:
    items = [sign("A"), sign("B", show_if={"any": ["A"]})]
    assert proved(document_of(items, [rule("R1", "POSSIBLE", count=count(2, "A", "B"))])) == []


def test_what_is_so_in_one_language_is_said_of_it() -> None:
    limits = {"at_least": "1", "at_least_in": {"es": "2"}}
    rules = [
        rule("R1", "POSSIBLE", sum={"of": ["A"], **limits}),
        rule("R2", "URGENT", sum={"of": ["A"], "at_least": "2"}),
    ]
    document = document_of([choice("A", OFTEN)], rules) | {"languages": LANGUAGES}
    told = [(one.code, one.name, one.language) for one in proved(document)]
    assert ("rule_overshadowed", "R1", "es") in told
    assert all(language == "es" for _code, _name, language in told)


def test_giving_up_is_told_and_never_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [rule("R1", "POSSIBLE", count=count(2, "A", "B"))]
    document = document_of(signs("A", "B"), rules)
    assert proved(document) == []
    monkeypatch.setattr("protocols.proving.PATIENCE", 0)
    assert [brief(one)[:2] for one in proved(document)] == [
        ("rule_undecided", "R1"),
        ("item_undecided", "A"),
        ("item_undecided", "B"),
    ]


def lowered(document: dict[str, Any], flaw: str) -> list[Problem]:
    return list(unproved({"languages": ["en"]} | document, [Problem(flaw, "item", "B")], []))


def test_an_option_that_says_less_than_the_one_before_lowers_the_outcome() -> None:
    falling = [option("never"), option("often", weight="2"), option("always", weight="1")]
    rules = [rule("R1", "STRONG", sum={"of": ["A", "B"], "at_least": "3"})]
    document = document_of([sign("A", weight="1"), choice("B", falling)], rules)
    (problem,) = lowered(document, "options_fall")
    assert brief(problem) == ("sign_lowers", "B", ["A", "B Often"])
    assert (problem.detail, problem.outcomes) == ("Always", ("STRONG", "NONE_NOW"))


def test_leaving_out_a_graver_option_lowers_the_outcome() -> None:
    often = {"item": "B", "options": ["often"]}
    items = [choice("B", OFTEN), sign("C", show_if={"any": [often]})]
    document = document_of(items, [rule("R1", "STRONG", any=["C"])])
    (problem,) = lowered(document, "graver_option_left_out")
    assert brief(problem) == ("sign_lowers", "B", ["B Often", "C"])


@given(st.integers(0, 2**32))
def test_what_lowers_the_outcome_is_found_with_the_fewest_answers(seed: int) -> None:
    """Options upside down: against every pair of answers that differ in one option and the one after it."""
    document = random_document(Random(seed), most_items=4) | {"languages": ["en"]}
    for item in items_of(document):
        item.get("options", []).reverse()
    expected = falls_by_force(document, tried(document, "en"))
    found = {one.name: len(one.example) for one in lowered(document, "options_fall")}
    assert set(found) == set(expected)
    assert all(found[code] in sizes for code, sizes in expected.items())


def falls_by_force(document: dict[str, Any], results: dict[Answers, Result]) -> dict[str, set[int]]:
    """Items with an option after which the next gives a milder outcome, each with the fewest answers."""
    fewest: dict[tuple[str, int], int] = {}
    for place, item in enumerate(items_of(document)):
        ways = answers_of(item)[:-1]
        for answers, result in results.items():
            if answers[place] not in ways[:-1] or result.outcome not in RAISING:
                continue
            level = ways.index(answers[place])
            after = results[(*answers[:place], ways[level + 1], *answers[place + 1 :])]
            if after.outcome.rank < result.outcome.rank:
                size = sum(one not in ("no", "unknown") for one in answers)
                key = item["code"], level
                fewest[key] = min(size, fewest.get(key, size))
    sizes: dict[str, set[int]] = {}
    for (code, _level), size in fewest.items():
        sizes.setdefault(code, set()).add(size)
    return sizes


@pytest.mark.sqlite
# In the first an option is counted as the mildest is, and the one after it is counted and never matters.
@example(100_165)
@given(st.integers(0, 2**32))
def test_it_says_what_trying_all_answers_says(seed: int) -> None:
    document = random_document(Random(seed), most_items=4) | {"languages": LANGUAGES}
    found = proved(document)
    expected: Told = set()
    for reading in readings_of(document):
        results = tried(document, reading.languages[0])
        told = rules_by_force(document, results) | items_by_force(document, results, reading)
        expected |= {(*one, language) for one in told for language in reading.languages}
        for problem in found:
            if problem.code == "rule_overshadowed" and problem.language in (
                "",
                reading.languages[0],
            ):
                if not problem.language and reading.languages[0] != LANGUAGES[0]:
                    continue
                check_example(document, problem, results)
    assert spread(found) == expected


def spread(problems: list[Problem]) -> Told:
    return {
        (one.code, one.name, one.field, language)
        for one in problems
        for language in ([one.language] if one.language else LANGUAGES)
    }


def tried(document: dict[str, Any], language: str) -> dict[Answers, Result]:
    """What the engine says to every set of answers, open ones among them."""
    items = list(items_of(document))
    codes = [item["code"] for item in items]
    return {
        answers: evaluate(document, dict(zip(codes, answers, strict=True)), language=language)
        for answers in product(*map(answers_of, items))
    }


def answers_of(item: dict[str, Any]) -> list[str]:
    """From the mildest to the most worrying, and an open one last."""
    if item["kind"] == "choice":
        return [*(option["code"] for option in item["options"]), "unknown"]
    return ["no", "yes", "unknown"]


def rules_by_force(
    document: dict[str, Any], results: dict[Answers, Result]
) -> set[tuple[str, str, str]]:
    """Rules and outcomes that are dead for these results."""
    settled = [result for answers, result in results.items() if "unknown" not in answers]
    told = set()
    raising = [one for one in document["rules"] if "default" not in one["when"]]
    for one in raising:
        code = one["code"]
        if not any(code in result.fired for result in results.values()):
            told.add(("rule_out_of_reach", code, ""))
        elif not any(
            code in result.fired and result.outcome == one["outcome"] for result in results.values()
        ):
            told.add(("rule_overshadowed", code, ""))
        if all(code in result.fired for result in settled):
            told.add(("rule_always_fires", code, ""))
    missing = {one["outcome"] for one in document["rules"]} - {
        one.outcome for one in results.values()
    }
    return told | {("outcome_never_given", str(outcome), "") for outcome in missing}


def items_by_force(
    document: dict[str, Any], results: dict[Answers, Result], reading: Reading
) -> set[tuple[str, str, str]]:
    """Items and options that are dead for these results."""
    told = set()
    for place, item in enumerate(items_of(document)):
        code, ways = item["code"], answers_of(item)[:-1]
        if code not in reading.at_worst:
            told.add(("never_shown", code, ""))
            continue
        mild = {answers: result for answers, result in results.items() if answers[place] == ways[0]}
        dead = [
            all(
                results[(*answers[:place], way, *answers[place + 1 :])].outcome == result.outcome
                for answers, result in mild.items()
            )
            for way in ways
        ]
        if dead[-1]:
            told.add(("item_never_matters", code, ""))
            continue
        for level in range(1, len(ways) - 1):
            if dead[level] and reading.says(reading.items[place], level):
                told.add(("option_never_matters", code, OPTION + ways[level]))
    return told


def check_example(
    document: dict[str, Any], problem: Problem, results: dict[Answers, Result]
) -> None:
    """The rule fires with the example and something graver with it, and with fewer answers it does not."""
    items = [item["code"] for item in items_of(document)]
    firing = [answers for answers, result in results.items() if problem.name in result.fired]
    fewest = min(sum(answer not in ("no", "unknown") for answer in answers) for answers in firing)
    assert len(problem.example) == fewest
    shown = {one.code for one in problem.example}
    alike = [
        answers
        for answers in firing
        if {
            code
            for code, answer in zip(items, answers, strict=True)
            if answer not in ("no", "unknown")
        }
        == shown
    ]
    assert problem.outcomes
    assert any(results[answers].outcome == problem.outcomes[0] for answers in alike)
    assert any(problem.detail in results[answers].fired for answers in alike)
