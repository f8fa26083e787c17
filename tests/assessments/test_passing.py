"""What passes a quiz, how often it may be taken, and on which form."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from assessments.actions import save_answers, submit_attempt
from assessments.errors import AttemptRefused
from assessments.models import Attempt, QuestionVersion
from assessments.queries import any_counts
from assessments.rules import Refusal
from courses.models import Completion, EditionLesson
from foundation.audit.actors import SYSTEM
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_learner,
    make_next_edition,
    make_quiz,
    right_answers,
    start_again,
    take,
)

pytestmark = pytest.mark.django_db


def with_sections(*sections: dict[str, Any], **settings: Any) -> EditionLesson:
    make_bank()
    return make_quiz(sections=list(sections), **settings)


SIGNS = {"topic": "signs", "draw": 2, "at_least": 2, "name": "Danger signs"}
LAW = {"topic": "law", "draw": 2}


def answer(attempt: Attempt, *, wrong_in: str) -> None:
    """Everything right but one question of a topic."""
    versions = {str(v.uuid): v for v in QuestionVersion.objects.select_related("topic")}
    wrong = next(key for key in attempt.versions if versions[key].topic.code == wrong_in)
    given = [one for one in right_answers(attempt) if str(one.question) != wrong]
    save_answers(by=SYSTEM, attempt=attempt, answers=given, now=NOON)


@pytest.mark.parametrize(("wrong_in", "passed"), [("signs", False), ("law", True)])
def test_a_section_that_must_not_be_missed_fails_whoever_misses_it(
    wrong_in: str, passed: bool
) -> None:
    attempt = make_attempt(quiz=with_sections(SIGNS, LAW))
    answer(attempt, wrong_in=wrong_in)
    result = submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)
    assert (result.score, result.passed) == (3, passed)
    position = "0" if wrong_in == "signs" else "1"
    assert result.by_section[position] == {"right": 1, "asked": 2, "missed": [wrong_in]}


def test_chosen_questions_are_on_every_paper_in_their_order() -> None:
    bank = make_bank()
    keys = [str(version.question.key) for version in bank[:2]]
    quiz = make_quiz(
        sections=[{"topic": "", "draw": 2, "fixed": keys[::-1]}, LAW], shuffle_questions=False
    )
    attempt = make_attempt(quiz=quiz)
    assert attempt.versions[:2] == [str(bank[1].uuid), str(bank[0].uuid)]
    assert attempt.paper[0]["section"] == 0


def test_options_keep_their_order_where_the_quiz_does_not_mix_them() -> None:
    attempt = make_attempt(quiz=with_sections(LAW, pass_mark=1, shuffle_options=False))
    for version in QuestionVersion.objects.filter(uuid__in=attempt.versions):
        assert attempt.options_of(str(version.uuid)) == version.option_ids


# Attempts


def test_attempts_count_across_editions() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(attempts_allowed=2))
    assert not take(attempt, wrong=4).passed
    person_user = attempt.enrolment.person.user
    second = make_attempt(person_user, make_next_edition(attempt.quiz))
    assert (second.number, second.enrolment_id) == (2, Attempt.objects.latest("pk").enrolment_id)
    assert second.enrolment_id != Attempt.objects.earliest("pk").enrolment_id
    take(second, wrong=4)
    with pytest.raises(AttemptRefused) as refused:
        start_again(second)
    assert refused.value.refusal == Refusal.NONE_LEFT


def test_an_attempt_left_open_in_an_old_edition_is_gone_on_with() -> None:
    attempt = make_attempt()
    number, user = attempt.pk, attempt.enrolment.person.user
    assert make_attempt(user, make_next_edition(attempt.quiz)).pk == number


def test_a_pass_in_an_old_edition_holds_in_the_next() -> None:
    attempt = make_attempt()
    take(attempt)
    user = attempt.enrolment.person.user
    with pytest.raises(AttemptRefused) as refused:
        make_attempt(user, make_next_edition(attempt.quiz))
    assert refused.value.refusal == Refusal.ALREADY_PASSED


def test_a_second_attempt_waits_for_its_time() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(wait_minutes=24 * 60))
    take(attempt, wrong=4)
    with pytest.raises(AttemptRefused) as refused:
        start_again(attempt, NOON + timedelta(hours=23))
    assert refused.value.refusal == Refusal.WAIT
    assert refused.value.at == NOON + timedelta(hours=24)
    assert Attempt.objects.count() == 1
    assert start_again(attempt, NOON + timedelta(hours=24)).number == 2


# Purposes


@pytest.mark.parametrize("purpose", ["pre_test", "follow_up"])
def test_what_only_measures_is_done_when_handed_in_and_never_passed(purpose: str) -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(purpose=purpose))
    result = take(attempt)
    assert (result.score, result.passed) == (4, False)
    assert Completion.objects.filter(lesson_key=attempt.quiz.lesson_key).count() == 1
    assert not any_counts([attempt.quiz])


def test_a_post_test_counts() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(purpose="post_test"))
    assert take(attempt).passed
    assert any_counts([attempt.quiz])


# Forms


def test_a_form_does_not_come_back_while_another_remains_also_in_the_post_test() -> None:
    bank = make_bank(["signs"], each=3)
    sections = [
        {"topic": "", "draw": 1, "fixed": [str(version.question.key)], "form": form}
        for version, form in zip(bank, "ABC", strict=True)
    ]
    user = make_learner()
    before = make_quiz(sections=sections, pass_mark=1, purpose="pre_test", attempts_allowed=2)
    first = make_attempt(user, before)
    take(first, wrong=1)
    second = start_again(first)
    take(second, wrong=1)
    after = make_quiz(
        sections=sections,
        pass_mark=1,
        purpose="post_test",
        course="after",
        slug="post-test",
        forms_of=str(before.lesson_key),
    )
    third = make_attempt(user, after)
    assert {first.form, second.form, third.form} == set("ABC")
    assert len({first.versions[0], second.versions[0], third.versions[0]}) == 3
    assert third.family == before.lesson_key
    take(third, wrong=1)
    assert start_again(third).form in set("ABC")


def test_forms_of_unrelated_quizzes_do_not_matter() -> None:
    make_bank()
    attempt = make_attempt()
    assert (attempt.family, attempt.form) == (attempt.quiz.lesson_key, "")
    assert isinstance(attempt.family, uuid.UUID)
