"""The decisions, as pure functions."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules import (
    MULTIPLE,
    SINGLE,
    TRUE_FALSE,
    Asked,
    BadAnswer,
    Candidate,
    Feedback,
    LatePolicy,
    Option,
    Problem,
    Purpose,
    QuestionStatus,
    QuizProblem,
    QuizRules,
    Refusal,
    Section,
    Shortfall,
    Standing,
    Timing,
    choose_form,
    digest_of,
    draw,
    ends_at,
    grade,
    order_shown,
    passes,
    problems_of,
    quiz_problems,
    quiz_rules,
    refuses_answer,
    refuses_start,
    reopens_at,
    reveals_key,
    sections_missed,
    shortfalls,
    status_of,
    timing_of,
    to_relearn,
)

RIGHT, WRONG = Option("Yes", True, "Because"), Option("No", False, "Because not")
ALSO = Option("Yes too", True, "Because of that too")


@pytest.mark.parametrize(
    ("kind", "options", "problems"),
    [
        (SINGLE, [RIGHT, WRONG], []),
        (MULTIPLE, [RIGHT, ALSO, WRONG], []),
        (TRUE_FALSE, [RIGHT, WRONG], []),
        (SINGLE, [RIGHT], [Problem.ONE_OPTION]),
        (SINGLE, [RIGHT, ALSO, WRONG], [Problem.SINGLE_NEEDS_ONE]),
        (SINGLE, [WRONG, Option("Nor this", False, "No")], [Problem.SINGLE_NEEDS_ONE]),
        (MULTIPLE, [RIGHT, WRONG], [Problem.MULTIPLE_NEEDS_TWO]),
        (MULTIPLE, [RIGHT, ALSO], [Problem.MULTIPLE_NEEDS_WRONG]),
        (
            TRUE_FALSE,
            [RIGHT, WRONG, Option("Perhaps", False, "No")],
            [Problem.TRUE_FALSE_NEEDS_TWO],
        ),
        (SINGLE, [RIGHT, Option("No", False, " ")], [Problem.NO_FEEDBACK]),
        (SINGLE, [RIGHT, Option(" ", False, "Why")], [Problem.EMPTY_OPTION]),
        (SINGLE, [RIGHT, Option("yes ", False, "Why")], [Problem.SAME_OPTION]),
        (
            SINGLE,
            [RIGHT, *(Option(str(n), False, "x") for n in range(8))],
            [Problem.TOO_MANY_OPTIONS],
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_named(
    kind: str, options: list[Option], problems: list[Problem]
) -> None:
    assert problems_of(kind, "Why?", options) == problems


def test_a_question_without_words_is_not_one() -> None:
    assert problems_of(SINGLE, "  ", [RIGHT, WRONG]) == [Problem.NO_STEM]


@pytest.mark.parametrize(
    ("retired", "approved", "status"),
    [
        (False, None, QuestionStatus.DRAFT),
        (False, "now", QuestionStatus.APPROVED),
        (False, "before", QuestionStatus.CHANGED),
        (True, "now", QuestionStatus.RETIRED),
    ],
)
def test_where_a_question_stands(
    retired: bool, approved: str | None, status: QuestionStatus
) -> None:
    assert status_of(retired=retired, digest="now", approved_digest=approved) == status


def test_any_change_of_words_or_key_changes_the_digest() -> None:
    before = digest_of("signs", SINGLE, "Why?", [RIGHT, WRONG])
    assert before == digest_of("signs", SINGLE, "Why?", [RIGHT, WRONG])
    others = [
        digest_of("law", SINGLE, "Why?", [RIGHT, WRONG]),
        digest_of("signs", MULTIPLE, "Why?", [RIGHT, WRONG]),
        digest_of("signs", SINGLE, "Why not?", [RIGHT, WRONG]),
        digest_of("signs", SINGLE, "Why?", [WRONG, RIGHT]),
        digest_of("signs", SINGLE, "Why?", [RIGHT, Option("No", False, "Changed")]),
        digest_of("signs", SINGLE, "Why?", [RIGHT, Option("No", True, "Because not")]),
    ]
    assert before not in others


SECTIONS = [Section("signs", 2), Section("law", 1), Section("signs", 1)]


def bank(**topics: int) -> list[Candidate]:
    """So many candidates of each topic; every third one is hard."""
    return [
        Candidate(f"{topic}{n}", f"q-{topic}{n}", topic, "hard" if n % 3 == 0 else "easy")
        for topic, count in topics.items()
        for n in range(count)
    ]


def drawn_by(rules: QuizRules, form: str, seed: int, **topics: int) -> list[str]:
    return [one.version for one in draw(rules, form, bank(**topics), random.Random(seed))]


def test_sections_of_one_topic_share_its_bank() -> None:
    assert shortfalls(SECTIONS, bank(signs=3, law=1)) == []
    missing = [Shortfall("signs", 3, 2), Shortfall("law", 1, 0)]
    assert shortfalls(SECTIONS, bank(signs=2)) == missing


def test_a_section_of_a_difficulty_needs_enough_of_it() -> None:
    sections = [Section("signs", 2), Section("signs", 2, "hard")]
    assert shortfalls(sections, bank(signs=4)) == []
    assert shortfalls(sections, bank(signs=3)) == [
        Shortfall("signs", 4, 3),
        Shortfall("signs", 2, 1, "hard"),
    ]


def test_a_chosen_question_is_not_drawn_again_and_must_be_approved() -> None:
    sections = [Section("", 2, fixed=("q-signs0", "q-signs1")), Section("signs", 2)]
    assert shortfalls(sections, bank(signs=4)) == []
    assert shortfalls(sections, bank(signs=3)) == [Shortfall("signs", 2, 1)]
    assert shortfalls(sections[:1], bank(signs=1)) == [Shortfall("", 2, 1, fixed=True)]


@given(st.integers())
def test_a_draw_takes_what_each_section_asks_and_nothing_twice(seed: int) -> None:
    drawn = drawn_by(QuizRules(tuple(SECTIONS), 3, 3), "", seed, signs=5, law=4)
    assert len(drawn) == len(set(drawn)) == 4
    assert sum(item.startswith("signs") for item in drawn) == 3


@given(st.integers())
def test_no_section_takes_what_another_one_needs(seed: int) -> None:
    sections = (
        Section("signs", 1),
        Section("signs", 2, "hard"),
        Section("", 1, fixed=("q-signs1",)),
    )
    drawn = draw(QuizRules(sections, 3, 3), "", bank(signs=4), random.Random(seed))
    assert sorted((one.section, one.version) for one in drawn) == [
        (0, "signs2"),
        (1, "signs0"),
        (1, "signs3"),
        (2, "signs1"),
    ]


def test_a_draw_reaches_every_question_of_the_bank() -> None:
    rules = QuizRules(tuple(SECTIONS), 3, 3)
    seen = {item for seed in range(80) for item in drawn_by(rules, "", seed, signs=6, law=3)}
    assert seen == {candidate.version for candidate in bank(signs=6, law=3)}


@given(st.integers())
def test_without_mixing_a_paper_follows_its_sections(seed: int) -> None:
    sections = (Section("law", 2), Section("", 2, fixed=("q-signs3", "q-signs1")))
    rules = QuizRules(sections, 3, 3, shuffle_questions=False)
    drawn = drawn_by(rules, "", seed, signs=4, law=2)
    assert sorted(drawn[:2]) == ["law0", "law1"]
    assert drawn[2:] == ["signs3", "signs1"]


FORMS = (
    Section("law", 1),
    Section("", 2, fixed=("q-signs0", "q-signs1"), form="A"),
    Section("", 2, fixed=("q-signs2", "q-signs4"), form="B"),
)


def test_a_form_has_its_own_sections_and_the_common_ones() -> None:
    rules = QuizRules(FORMS, 3, 3)
    assert rules.forms == ("A", "B")
    assert rules.out_of == 3
    assert sorted(drawn_by(rules, "B", 7, signs=5, law=1)) == ["law0", "signs2", "signs4"]


@given(st.lists(st.sampled_from("ABC"), max_size=9), st.integers())
def test_no_form_comes_back_while_another_remains(used: list[str], seed: int) -> None:
    form = choose_form("ABC", used, random.Random(seed))
    assert used.count(form) == min(used.count(other) for other in "ABC")


TOPICS = {f"q-signs{n}": ("signs", "hard" if n % 3 == 0 else "easy") for n in range(6)}
SUNDAY, MONDAY = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"sections": ()}, QuizProblem.NO_SECTION),
        ({"pass_mark": 4}, QuizProblem.MARK_TOO_HIGH),
        ({"sections": (Section("law", 3, at_least=4),)}, QuizProblem.SECTION_NEEDS_TOO_MANY),
        (
            {"sections": (Section("", 3, fixed=("q-signs1", "q-signs2", "q-signs1")),)},
            QuizProblem.QUESTION_TWICE,
        ),
        (
            {"sections": (Section("law", 3, form="A"), Section("signs", 3, form="B"))},
            QuizProblem.FORMS_DIFFER,
        ),
        ({"opens_at": MONDAY, "closes_at": SUNDAY}, QuizProblem.CLOSES_BEFORE_OPENING),
        ({"closes_at": SUNDAY}, QuizProblem.CLOSED_ALREADY),
        ({"late": LatePolicy.GRACE}, QuizProblem.NO_GRACE),
    ],
)
def test_settings_that_contradict_themselves_are_named(
    changes: dict[str, Any], problem: QuizProblem
) -> None:
    fine = QuizRules((Section("law", 3),), 3, 3)
    assert quiz_problems(fine, SUNDAY, TOPICS) == []
    assert quiz_problems(replace(fine, **changes), SUNDAY, TOPICS) == [problem]


def test_forms_with_as_many_of_each_topic_and_difficulty_are_parallel() -> None:
    parallel = QuizRules(
        (FORMS[0], FORMS[1], replace(FORMS[2], fixed=("q-signs3", "q-signs4"))), 3, 3
    )
    assert quiz_problems(parallel, SUNDAY, TOPICS) == []
    assert quiz_problems(QuizRules(FORMS, 3, 3), SUNDAY, TOPICS) == [QuizProblem.FORMS_DIFFER]


@given(st.integers())
def test_options_are_shuffled_and_none_is_lost_but_true_stays_first(seed: int) -> None:
    rng = random.Random(seed)
    assert sorted(order_shown(SINGLE, list("abcd"), rng)) == list("abcd")
    assert order_shown(TRUE_FALSE, ["true", "false"], rng) == ["true", "false"]


FULL = QuizRules(
    (Section("signs", 5, "hard", form="A", at_least=4, name="Danger"), *FORMS),
    8,
    3,
    purpose=Purpose.POST_TEST,
    wait_minutes=60,
    limit_minutes=20,
    opens_at=SUNDAY,
    closes_at=MONDAY,
    shuffle_questions=False,
    shuffle_options=False,
    one_a_page=False,
    feedback=Feedback.TOPICS,
    late=LatePolicy.GRACE,
    grace_minutes=5,
    forms_of="6d6f6475-6c65-4000-8000-000000000001",
    extra_percent=25,
    extra_minutes=10,
)


@pytest.mark.parametrize("rules", [QuizRules((Section("signs", 5), Section("law", 5)), 8, 3), FULL])
def test_settings_survive_being_frozen(rules: QuizRules) -> None:
    assert quiz_rules(json.loads(json.dumps(rules.to_json()))) == rules


def test_settings_frozen_before_there_were_others_read_as_they_were_meant() -> None:
    old = {"sections": [{"topic": "signs", "draw": 5}], "pass_mark": 4, "attempts_allowed": 3}
    rules = quiz_rules(old)
    assert rules == QuizRules((Section("signs", 5),), 4, 3)
    assert rules.to_json() == old
    assert (rules.purpose, rules.feedback, rules.limit_minutes) == (Purpose.QUIZ, Feedback.END, 0)


RULES = QuizRules((Section("signs", 5),), 4, 3)
NONE_USED = Standing(0, 3, passed=False, has_open=False)


@pytest.mark.parametrize(
    ("standing", "refusal", "left"),
    [
        (NONE_USED, None, 3),
        (Standing(3, 3, passed=False, has_open=False, granted=1), None, 1),
        (Standing(2, 3, passed=False, has_open=False), None, 1),
        (Standing(3, 3, passed=False, has_open=False), Refusal.NONE_LEFT, 0),
        (Standing(4, 3, passed=False, has_open=False), Refusal.NONE_LEFT, 0),
        (Standing(1, 3, passed=True, has_open=False), Refusal.ALREADY_PASSED, 0),
    ],
)
def test_who_may_begin(standing: Standing, refusal: Refusal | None, left: int) -> None:
    assert refuses_start(standing, RULES, SUNDAY) == refusal
    assert standing.left == left


@pytest.mark.parametrize(
    ("changes", "refusal", "at"),
    [
        ({"opens_at": SUNDAY}, None, None),
        ({"opens_at": MONDAY}, Refusal.NOT_YET_OPEN, MONDAY),
        ({"closes_at": MONDAY}, None, None),
        ({"closes_at": SUNDAY}, Refusal.CLOSED, None),
    ],
)
def test_an_attempt_begins_within_the_window(
    changes: dict[str, Any], refusal: Refusal | None, at: datetime | None
) -> None:
    rules = replace(RULES, **changes)
    assert refuses_start(NONE_USED, rules, SUNDAY) == refusal
    assert reopens_at(refusal, NONE_USED, rules) == at


def test_the_waiting_time_runs_from_the_end_of_the_last_attempt() -> None:
    rules = replace(RULES, wait_minutes=24 * 60)
    failed = replace(NONE_USED, used=1, last_ended=SUNDAY)
    just_before = MONDAY - timedelta(seconds=1)
    assert refuses_start(failed, rules, just_before) == Refusal.WAIT
    assert reopens_at(Refusal.WAIT, failed, rules) == MONDAY
    assert refuses_start(failed, rules, MONDAY) is None
    assert refuses_start(NONE_USED, rules, SUNDAY) is None
    assert refuses_start(replace(failed, granted=1), rules, just_before) is None


# The clock

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "minutes"),
    [
        ({}, None),
        ({"limit_minutes": 20}, 20),
        ({"limit_minutes": 20, "extra_percent": 25}, 25),
        ({"limit_minutes": 15, "extra_percent": 25}, 19),
        ({"limit_minutes": 20, "extra_percent": 25, "extra_minutes": 10}, 35),
        ({"extra_percent": 25, "extra_minutes": 10}, None),
        ({"closes_at": START + timedelta(minutes=15)}, 15),
        ({"limit_minutes": 20, "closes_at": START + timedelta(minutes=15)}, 15),
        ({"limit_minutes": 20, "closes_at": START + timedelta(minutes=90)}, 20),
    ],
)
def test_when_an_attempt_ends(changes: dict[str, Any], minutes: int | None) -> None:
    end = None if minutes is None else START + timedelta(minutes=minutes)
    assert ends_at(replace(RULES, **changes), START) == end


@pytest.mark.parametrize(
    ("arrives", "claimed", "grace", "timing"),
    [
        (19.9, 19.9, 0, Timing.IN_TIME),
        (19.9, 99, 0, Timing.IN_TIME),
        (20, 19.9, 0, Timing.LATE),
        (20, 20, 0, Timing.TOO_LATE),
        (25, 19, 0, Timing.LATE),
        (25, 21, 0, Timing.TOO_LATE),
        (24.9, 19, 5, Timing.IN_TIME),
        (24.9, 20, 5, Timing.TOO_LATE),
        (25, 19, 5, Timing.LATE),
        (20 + 30 * 24 * 60, 19, 0, Timing.TOO_LATE),
    ],
)
def test_where_an_answer_stands_by_the_clock(
    arrives: float, claimed: float, grace: int, timing: Timing
) -> None:
    assert (
        timing_of(
            started_at=START,
            ended_at=START + timedelta(minutes=20),
            now=START + timedelta(minutes=arrives),
            claimed_ms=int(claimed * 60_000),
            grace=timedelta(minutes=grace),
        )
        == timing
    )


@given(st.integers(0, 10**12), st.integers(0, 10**10), st.integers(0, 60))
def test_a_claim_never_makes_an_answer_count_after_the_end(
    arrives_ms: int, claimed_ms: int, grace: int
) -> None:
    facts = {
        "started_at": START,
        "now": START + timedelta(milliseconds=arrives_ms),
        "claimed_ms": claimed_ms,
        "grace": timedelta(minutes=grace),
    }
    assert timing_of(ended_at=None, **facts) == Timing.IN_TIME
    ended = START + timedelta(minutes=20)
    timing = timing_of(ended_at=ended, **facts)
    if arrives_ms < 20 * 60_000:
        assert timing == Timing.IN_TIME
    elif arrives_ms >= (20 + grace) * 60_000:
        assert timing != Timing.IN_TIME


@pytest.mark.parametrize(
    ("standing", "shown"),
    [
        (Standing(1, 3, passed=False, has_open=False), {Feedback.EACH}),
        (Standing(3, 3, passed=False, has_open=True), set()),
        (Standing(3, 3, passed=False, has_open=False, granted=1), {Feedback.EACH}),
        (Standing(3, 3, passed=False, has_open=False), {Feedback.EACH, Feedback.END}),
        (Standing(1, 3, passed=True, has_open=False), {Feedback.EACH, Feedback.END}),
    ],
)
def test_the_key_is_shown_as_the_quiz_says(standing: Standing, shown: set[Feedback]) -> None:
    assert {policy for policy in Feedback if reveals_key(policy, standing)} == shown


def test_a_section_that_must_not_be_missed_decides_whatever_is_right_elsewhere() -> None:
    paper = [Asked(f"d{n}", "danger", frozenset("a"), 0) for n in (1, 2)]
    paper += [Asked(f"l{n}", "law", frozenset("a"), 1) for n in range(8)]
    right = {asked.version: asked.key for asked in paper}
    missed = grade(paper, {**right, "d2": frozenset("b")})
    assert passes(grade(paper, right), 8, {0: 2})
    assert missed.score == 9
    assert not passes(missed, 8, {0: 2})
    assert passes(missed, 8, {0: 1})
    assert sections_missed(missed, {0: 2, 1: 8}) == [0]
    assert missed.missed == {0: ("danger",)}
    assert to_relearn(missed.by_topic, 4, 10) == []
    assert to_relearn(missed.by_topic, 4, 10, missed.missed[0]) == ["danger"]


@pytest.mark.parametrize(
    ("chosen", "options", "kind", "refusal"),
    [
        (["a"], ["a", "b"], SINGLE, None),
        ([], ["a", "b"], SINGLE, None),
        (["a", "b"], ["a", "b", "c"], MULTIPLE, None),
        (["a", "b"], ["a", "b"], SINGLE, BadAnswer.ONLY_ONE),
        (["z"], ["a", "b"], SINGLE, BadAnswer.NOT_AN_OPTION),
        (["a"], None, "", BadAnswer.NOT_ON_PAPER),
    ],
)
def test_which_answers_fit_the_paper(
    chosen: list[str], options: list[str] | None, kind: str, refusal: BadAnswer | None
) -> None:
    assert refuses_answer(chosen=chosen, options=options, kind=kind) == refusal


def test_several_right_answers_score_for_the_exact_set() -> None:
    paper = [Asked("q", "signs", frozenset("ab"))]
    for chosen, score in [("ab", 1), ("a", 0), ("abc", 0), ("", 0), ("c", 0)]:
        assert grade(paper, {"q": frozenset(chosen)}).score == score


keys = st.frozensets(st.sampled_from("abcd"))
papers = st.lists(
    st.tuples(st.sampled_from(["signs", "law", "speech"]), keys), min_size=1, max_size=30
).map(lambda rows: [Asked(str(n), topic, key) for n, (topic, key) in enumerate(rows)])
sheets = st.dictionaries(st.integers(0, 40).map(str), keys)


@given(papers, sheets)
def test_a_grade_never_exceeds_its_paper(
    paper: list[Asked], chosen: dict[str, frozenset[str]]
) -> None:
    result = grade(paper, chosen)
    assert 0 <= result.score <= result.out_of == len(paper)
    assert all(0 <= topic.right <= topic.asked for topic in result.by_topic.values())
    assert sum(topic.right for topic in result.by_topic.values()) == result.score


@given(papers, sheets, st.randoms(use_true_random=False))
def test_a_grade_does_not_depend_on_order(
    paper: list[Asked], chosen: dict[str, frozenset[str]], rng: random.Random
) -> None:
    turned = rng.sample(paper, len(paper))
    shuffled = dict(rng.sample(list(chosen.items()), len(chosen)))
    assert grade(turned, shuffled) == grade(paper, chosen)


@given(papers, sheets)
def test_answering_one_more_question_right_never_lowers_a_grade(
    paper: list[Asked], chosen: dict[str, frozenset[str]]
) -> None:
    before = grade(paper, chosen)
    after = grade(paper, {**chosen, paper[0].version: paper[0].key})
    assert before.score <= after.score <= before.score + 1


@given(papers, sheets, st.integers(1, 30))
def test_after_a_fail_there_is_something_to_relearn(
    paper: list[Asked], chosen: dict[str, frozenset[str]], mark: int
) -> None:
    result = grade(paper, chosen)
    weak = to_relearn(result.by_topic, mark, result.out_of)
    assert set(weak) <= set(result.by_topic)
    if not passes(result, mark):
        assert weak


def test_weakest_topics_come_first() -> None:
    paper = [
        Asked(f"{topic}{n}", topic, frozenset("a")) for topic in ("x", "y", "z") for n in (1, 2)
    ]
    right = {key: frozenset("a") for key in ("x1", "z1", "z2")}
    assert to_relearn(grade(paper, right).by_topic, 5, 6) == ["y", "x"]
