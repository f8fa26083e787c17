"""What may happen once happens once, with fifty at the door. On PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connections

from assessments.actions import (
    approve_question,
    close_if_over,
    decide_late,
    grant_attempt,
    save_answers,
    start_attempt,
    submit_attempt,
)
from assessments.errors import NoGrantNeeded
from assessments.models import (
    Answer,
    Attempt,
    AttemptResult,
    ExtraAttempt,
    LateDecision,
    QuestionVersion,
)
from courses.models import Completion, EditionLesson
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_enrolment,
    make_late,
    make_learner,
    make_next_edition,
    make_question,
    make_quiz,
    right_answers,
    start_again,
    take,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 50
T = TypeVar("T")


def all_at_once(act: Callable[[int], T]) -> list[T]:
    """Run `act` in many threads that wait for each other; gives what they returned, raises what one raised."""
    gate, done, failed = threading.Barrier(MANY), [], []

    def run(number: int) -> None:
        try:
            gate.wait(timeout=30)
            done.append(act(number))
        except Exception as problem:
            failed.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failed:
        raise failed[0]
    assert len(done) == MANY
    return done


def test_fifty_starts_at_once_begin_one_attempt() -> None:
    make_bank()
    quiz = make_quiz()
    user = make_learner()
    enrolment = make_enrolment(user, quiz)
    begun = all_at_once(
        lambda _n: start_attempt(by=user, enrolment=enrolment, quiz=quiz, now=NOON).pk
    )
    assert len(set(begun)) == 1
    assert Attempt.objects.count() == 1


def test_fifty_submissions_at_once_give_one_result() -> None:
    attempt = make_attempt()
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt), now=NOON)
    scores = all_at_once(lambda _n: submit_attempt(by=SYSTEM, attempt=attempt, now=NOON).score)
    assert scores == [4] * MANY
    assert AttemptResult.objects.count() == 1
    assert Completion.objects.count() == 1


def test_what_was_called_saved_is_graded_whoever_hands_in_meanwhile() -> None:
    attempt = make_attempt()
    answers = right_answers(attempt)

    def act(number: int) -> bool:
        if number % 2:
            submit_attempt(by=SYSTEM, attempt=attempt, now=NOON)
            return False
        return bool(save_answers(by=SYSTEM, attempt=attempt, answers=answers, now=NOON).saved)

    saved = any(all_at_once(act))
    assert AttemptResult.objects.get().score == (4 if saved else 0)
    assert Answer.objects.count() == (4 if saved else 0)


def test_the_same_batch_fifty_times_at_once_is_one_set_of_rows() -> None:
    attempt = make_attempt()
    answers = right_answers(attempt)
    all_at_once(lambda _n: save_answers(by=SYSTEM, attempt=attempt, answers=answers, now=NOON))
    assert Answer.objects.count() == 4


def test_fifty_approvals_at_once_freeze_one_version() -> None:
    question = make_question()
    all_at_once(lambda _n: approve_question(by=SYSTEM, question=question, now=NOON).pk)
    assert QuestionVersion.objects.count() == 1


def test_fifty_starts_at_once_in_two_editions_begin_one_attempt() -> None:
    make_bank()
    user = make_learner()
    first = make_quiz()
    old = make_enrolment(user, first)
    second = make_next_edition(EditionLesson.objects.get())
    new = make_enrolment(user, second)
    places = [(old, EditionLesson.objects.get(edition=old.edition)), (new, second)]
    begun = all_at_once(
        lambda n: (
            start_attempt(by=user, enrolment=places[n % 2][0], quiz=places[n % 2][1], now=NOON).pk
        )
    )
    assert len(set(begun)) == 1
    assert Attempt.objects.count() == 1


def test_closing_and_handing_in_at_once_give_one_result() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(limit_minutes=20))
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt), now=NOON)
    end = NOON + timedelta(minutes=20)

    def act(number: int) -> int:
        mine = Attempt.objects.select_related(
            "enrolment__person", "enrolment__edition", "quiz"
        ).get()
        if number % 2:
            return submit_attempt(by=SYSTEM, attempt=mine, now=end).pk
        result = close_if_over(attempt=mine, now=end)
        assert result is not None
        return result.pk

    assert len(set(all_at_once(act))) == 1
    assert AttemptResult.objects.get().closed_by == "time"
    assert AuditRow.objects.filter(verb="assessments.submit_attempt").count() == 1
    assert Completion.objects.count() == 1


def test_fifty_grants_at_once_give_one_attempt() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(attempts_allowed=1))
    take(attempt, wrong=4)

    def act(_number: int) -> bool:
        try:
            grant_attempt(
                by=SYSTEM,
                enrolment=attempt.enrolment,
                quiz=attempt.quiz,
                reason="relearned",
                now=NOON,
            )
        except NoGrantNeeded:
            return False
        return True

    assert sum(all_at_once(act)) == 1
    assert ExtraAttempt.objects.count() == 1
    begun = all_at_once(lambda _n: start_again(Attempt.objects.get(pk=attempt.pk)).pk)
    assert len(set(begun)) == 1


def test_fifty_decisions_at_once_tell_the_other_rooms_once() -> None:
    make_bank()
    attempt = make_attempt(quiz=make_quiz(limit_minutes=20))
    close_if_over(attempt=attempt, now=NOON + timedelta(minutes=20))
    last = make_late(attempt, NOON + timedelta(hours=1))[-1].pk

    def act(_number: int) -> int:
        mine = Attempt.objects.with_outcome().get()
        return decide_late(
            by=SYSTEM, attempt=mine, counted=True, reason="network", upto=last, now=NOON
        ).pk

    assert len(set(all_at_once(act))) == 1
    assert LateDecision.objects.count() == 1
    assert Completion.objects.count() == 1
    assert AuditRow.objects.filter(verb="assessments.decide_late").count() == 1
