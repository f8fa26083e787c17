"""What grades and what certifies wait for each other, in one order. On PostgreSQL."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from assessments.actions import close_if_over, save_answers, submit_attempt
from assessments.errors import AttemptRefused
from assessments.models import Attempt, AttemptResult
from certificates.models import Certificate
from courses.models import EditionLesson
from foundation.audit.actors import SYSTEM
from tests.at_once import at_once
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_learner,
    make_quiz,
    right_answers,
    start_again,
)
from tests.factories.certificates import make_programme

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
OVER = NOON + timedelta(minutes=20)


def add_quiz(first: EditionLesson) -> EditionLesson:
    """A second quiz in the same edition."""
    text = first.texts.get()
    second = EditionLesson.objects.get(pk=first.pk)
    second.pk, second.lesson_key, second.slug, second.position = None, uuid.uuid4(), "second", 2
    second.save()
    text.pk, text.lesson = None, second
    text.save()
    return second


def answered(attempt: Attempt) -> Attempt:
    """The attempt as a request finds it, with the right answers saved."""
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt), now=NOON)
    found = Attempt.objects.select_related("enrolment__person", "enrolment__edition", "quiz")
    return found.get(pk=attempt.pk)


def begin_again(attempt: Attempt) -> AttemptRefused | None:
    """Begin the next one at the end of this one, which is a pass."""
    try:
        start_again(attempt, OVER)
    except AttemptRefused as refused:
        return refused
    return None


def test_two_quizzes_handed_in_at_once_give_their_certificate() -> None:
    make_bank()
    first = make_quiz()
    second = add_quiz(first)
    make_programme(edition=first.edition)
    works: list[Callable[[], object]] = []
    for number in range(10):
        user = make_learner(f"learner-{number}@example.org")
        for quiz in (first, second):
            mine = answered(make_attempt(user, quiz))
            works.append(lambda mine=mine: submit_attempt(by=SYSTEM, attempt=mine, now=NOON))
    at_once(works)
    assert AttemptResult.objects.filter(passed=True).count() == 20
    assert Certificate.objects.count() == 10


def test_beginning_again_and_closing_at_once_wait_for_each_other() -> None:
    make_bank()
    quiz = make_quiz(limit_minutes=20)
    make_programme(edition=quiz.edition)
    works: list[Callable[[], object]] = []
    for number in range(10):
        mine = answered(make_attempt(make_learner(f"learner-{number}@example.org"), quiz))
        works.append(lambda mine=mine: close_if_over(attempt=mine, now=OVER))
        works.append(lambda mine=mine: begin_again(mine))
    at_once(works)
    assert AttemptResult.objects.filter(passed=True).count() == 10
    assert Certificate.objects.count() == 10
