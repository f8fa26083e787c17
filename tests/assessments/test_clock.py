"""The server's clock: windows, limits, extra time, closing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessments.actions import (
    close_if_over,
    close_overdue,
    give_extra_time,
    grading,
    save_answers,
    start_attempt,
    submit_attempt,
)
from assessments.errors import AttemptRefused, TooMuchTime
from assessments.models import Attempt, AttemptEvent, AttemptResult, ExtraTime
from assessments.rules import Refusal
from assessments.tasks import close_overdue as scheduled
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_enrolment,
    make_learner,
    make_quiz,
    right_answers,
    start_again,
    take,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def timed(**settings: Any) -> Attempt:
    make_bank()
    return make_attempt(quiz=make_quiz(**{"limit_minutes": 20, **settings}))


# The window


def in_window(at: datetime) -> Attempt:
    make_bank()
    quiz = make_quiz(opens_at=NOON.isoformat(), closes_at=later(60).isoformat())
    enrolment = make_enrolment(make_learner(), quiz)
    return start_attempt(by=SYSTEM, enrolment=enrolment, quiz=quiz, now=at)


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [(-1, Refusal.NOT_YET_OPEN), (0, None), (59, None), (60, Refusal.CLOSED)],
)
def test_a_quiz_is_begun_within_its_window(minutes: int, refusal: Refusal | None) -> None:
    if refusal is None:
        assert in_window(later(minutes)).ends_at == later(60)
        return
    with pytest.raises(AttemptRefused) as refused:
        in_window(later(minutes))
    assert refused.value.refusal == refusal
    assert not Attempt.objects.exists()


# The limit


def test_without_a_limit_no_clock_runs() -> None:
    attempt = make_attempt()
    assert attempt.ends_at is None
    assert close_if_over(attempt=attempt, now=later(10**6)) is None


def test_extra_time_is_frozen_when_the_attempt_begins() -> None:
    make_bank()
    quiz, user = make_quiz(limit_minutes=20), make_learner()
    give_extra_time(
        by=SYSTEM, person=user.person, percent=25, minutes=5, reason="reading", now=NOON
    )
    attempt = make_attempt(user, quiz)
    give_extra_time(by=SYSTEM, person=user.person, percent=0, minutes=0, reason="ended", now=NOON)
    assert Attempt.objects.get().ends_at == later(30)
    assert attempt.quiz_rules.extra_percent == 25
    take(attempt, wrong=4)
    assert start_again(attempt).ends_at == later(20)


def test_too_much_time_is_refused() -> None:
    person = make_learner().person
    with pytest.raises(TooMuchTime):
        give_extra_time(
            by=SYSTEM, person=person, percent=301, minutes=0, reason="reading", now=NOON
        )
    assert not ExtraTime.objects.exists()


def test_nobody_gives_themselves_more_time() -> None:
    learner, officer = make_learner(), make_user(Role.SECRETARIAT)
    facts = {"person": learner.person, "percent": 25, "minutes": 0, "reason": "health"}
    with pytest.raises(NotAllowed):
        give_extra_time(by=learner, now=NOON, **facts)
    given = give_extra_time(by=officer, now=NOON, **facts)
    assert given.given_by == officer
    audit = AuditRow.objects.get(verb="assessments.give_extra_time")
    assert audit.data == {"percent": 25, "minutes": 0}


# Closing


def test_what_was_saved_is_graded_when_the_time_is_over() -> None:
    attempt = timed()
    save_answers(by=SYSTEM, attempt=attempt, answers=right_answers(attempt)[:3], now=later(1))
    assert close_if_over(attempt=attempt, now=later(19)) is None
    result = close_if_over(attempt=attempt, now=later(20))
    assert result is not None
    assert (result.score, result.passed, result.closed_by) == (3, True, "time")
    assert (result.submitted_at, result.graded_at) == (later(20), later(20))
    assert close_if_over(attempt=attempt, now=later(90)) == result
    assert AttemptResult.objects.count() == 1


def test_handing_in_after_the_end_is_closing_by_the_clock() -> None:
    attempt = timed()
    result = submit_attempt(by=SYSTEM, attempt=attempt, now=later(21))
    assert (result.closed_by, result.submitted_at) == ("time", later(20))


def test_handing_in_before_the_end_ends_the_attempt_then() -> None:
    attempt = timed()
    result = submit_attempt(by=SYSTEM, attempt=attempt, now=later(5))
    assert (result.closed_by, result.submitted_at) == ("person", later(5))
    assert close_if_over(attempt=attempt, now=later(30)) == result


def test_with_a_grace_the_attempt_is_closed_after_it() -> None:
    attempt = timed(late="grace", grace_minutes=5)
    assert close_if_over(attempt=attempt, now=later(24)) is None
    result = close_if_over(attempt=attempt, now=later(25))
    assert result is not None
    assert (result.submitted_at, result.graded_at) == (later(20), later(25))


def test_the_schedule_closes_what_is_over_and_nothing_else() -> None:
    over, user = timed(), make_learner("other@example.org")
    running = make_attempt(user, make_quiz(course="other", limit_minutes=60))
    untimed = make_attempt(user, make_quiz(course="third"))
    assert close_overdue(now=later(30)) == 1
    assert [result.attempt for result in AttemptResult.objects.all()] == [over]
    assert close_overdue(now=later(30)) == 0
    assert {running, untimed} == set(Attempt.objects.open())


def test_one_that_cannot_be_closed_holds_no_other_one_up(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = timed()
    good = make_attempt(make_learner("other@example.org"), broken.quiz)
    tell = grading.tell

    def fail(*, result: AttemptResult, **facts: Any) -> None:
        if result.attempt == broken:
            raise RuntimeError("A listener fails.")
        tell(result=result, **facts)

    monkeypatch.setattr(grading, "tell", fail)
    assert close_overdue(now=later(30)) == 1
    assert AttemptResult.objects.get().attempt == good
    monkeypatch.undo()
    assert close_overdue(now=later(30)) == 1


def test_those_within_their_grace_hold_no_other_one_up() -> None:
    waiting = timed(limit_minutes=10, late="grace", grace_minutes=60)
    other = make_quiz(course="other", limit_minutes=20)
    over = make_attempt(make_learner("other@example.org"), other)
    assert close_overdue(now=later(30), most=1) == 1
    assert AttemptResult.objects.get().attempt == over
    assert close_overdue(now=later(70), most=1) == 1
    assert set(AttemptResult.objects.values_list("attempt", flat=True)) == {over.pk, waiting.pk}


def test_the_scheduled_task_uses_the_clock_of_today() -> None:
    attempt = timed()
    with time_machine.travel(later(25), tick=False):
        assert scheduled() == 1
    assert AttemptResult.objects.get().attempt == attempt


def test_a_start_after_the_end_begins_the_next_attempt() -> None:
    attempt = timed()
    second = start_again(attempt, later(25))
    assert second.number == 2
    assert AttemptResult.objects.get().attempt == attempt


def test_going_on_leaves_an_event_and_no_second_attempt() -> None:
    attempt = timed()
    assert start_again(attempt, later(5)) == attempt
    event = AttemptEvent.objects.get()
    assert (event.attempt, event.kind, event.at) == (attempt, "resumed", later(5))
