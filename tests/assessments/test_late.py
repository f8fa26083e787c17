"""Answers that arrive late are kept apart until somebody decides."""

from datetime import timedelta

import pytest

from assessments import queries
from assessments.actions import close_if_over, decide_late, start_attempt
from assessments.errors import AttemptRefused, MoreArrived, NothingToDecide
from assessments.models import Attempt, AttemptResult, LateDecision
from assessments.rules import Refusal
from assessments.signals import attempt_graded
from courses.models import Completion
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_late,
    make_learner,
    make_quiz,
    trainer_of,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
END, LATE = NOON + timedelta(minutes=20), NOON + timedelta(hours=2)


def closed(**settings: object) -> Attempt:
    """An attempt of which nothing arrived before the clock closed it."""
    make_bank()
    attempt = make_attempt(quiz=make_quiz(**{"limit_minutes": 20, **settings}))
    close_if_over(attempt=attempt, now=END)
    return Attempt.objects.with_outcome().get(pk=attempt.pk)


def decide(
    attempt: Attempt, upto: int, *, counted: bool = True, by: object = SYSTEM
) -> LateDecision:
    return decide_late(
        by=by, attempt=attempt, counted=counted, reason="network", upto=upto, now=LATE
    )


def outcome(attempt: Attempt) -> queries.Outcome:
    return queries.outcome_of(
        AttemptResult.objects.get(attempt=attempt), queries.decisions_of(attempt)
    )


def test_late_answers_count_for_nothing_by_themselves() -> None:
    attempt = closed()
    make_late(attempt, LATE)
    assert queries.chosen_in(attempt) == {}
    assert outcome(attempt).score == 0
    assert len(queries.late_waiting(attempt, [])) == 4


def test_counted_they_turn_a_fail_into_a_pass_that_other_rooms_hear_of_once() -> None:
    attempt = closed()
    last = make_late(attempt, LATE)[-1].pk
    heard = []
    attempt_graded.connect(lambda **facts: heard.append(facts), weak=False, dispatch_uid="test")
    try:
        first = decide(attempt, last)
        assert decide(attempt, last) == first
    finally:
        attempt_graded.disconnect(dispatch_uid="test")
    assert [(facts["passed"], facts["at"]) for facts in heard] == [(True, LATE)]
    assert AttemptResult.objects.get().passed is False
    assert (outcome(attempt).score, outcome(attempt).passed) == (4, True)
    assert Completion.objects.count() == 1
    assert list(Attempt.objects.passed()) == [attempt]
    with pytest.raises(AttemptRefused) as refused:
        start_attempt(by=SYSTEM, enrolment=attempt.enrolment, quiz=attempt.quiz, now=LATE)
    assert refused.value.refusal == Refusal.ALREADY_PASSED
    audit = AuditRow.objects.get(verb="assessments.decide_late")
    assert audit.data == {"counted": True, "reason": "network", "score": 4}


def test_not_counted_they_change_nothing() -> None:
    attempt = closed()
    decide(attempt, make_late(attempt, LATE)[-1].pk, counted=False)
    assert (outcome(attempt).score, outcome(attempt).late_counted) == (0, False)
    assert not Attempt.objects.passed().exists()
    assert not Completion.objects.exists()


def test_what_arrives_after_a_decision_is_decided_anew_without_what_was_refused() -> None:
    attempt = closed()
    decide(attempt, make_late(attempt, LATE)[-1].pk, counted=False)
    more = make_late(attempt, LATE)
    for extra in more[1:]:
        assert extra.late
    decision = decide(attempt, more[-1].pk)
    assert decision.score == 4
    assert LateDecision.objects.count() == 2


def test_a_decision_covers_what_was_read() -> None:
    attempt = closed()
    first, *_others, last = make_late(attempt, LATE)
    with pytest.raises(MoreArrived):
        decide(attempt, first.pk)
    assert not LateDecision.objects.exists()
    decide(attempt, last.pk)


def test_late_answers_never_lower_a_result() -> None:
    attempt = closed()
    decide(attempt, make_late(attempt, LATE, wrong=2)[-1].pk)
    assert outcome(attempt).score == 2
    decide(attempt, make_late(attempt, LATE, wrong=4)[-1].pk)
    assert outcome(attempt).score == 2


@pytest.mark.parametrize("rule", ["never", "grace"])
def test_other_rules_leave_nothing_to_decide(rule: str) -> None:
    attempt = closed(late=rule, grace_minutes=5)
    if queries.result_of(attempt) is None:
        close_if_over(attempt=attempt, now=END + timedelta(minutes=5))
        attempt = Attempt.objects.with_outcome().get()
    last = make_late(attempt, LATE)[-1].pk
    with pytest.raises(NothingToDecide):
        decide(attempt, last)
    assert not LateDecision.objects.exists()


def test_only_trainers_of_the_course_decide() -> None:
    attempt = closed()
    last = make_late(attempt, LATE)[-1].pk
    for user in (
        attempt.enrolment.person.user,
        make_learner("colleague@example.org"),
        make_user(Role.TRAINER, email="other@example.org"),
        make_user(Role.SECRETARIAT),
    ):
        with pytest.raises(NotAllowed):
            decide(attempt, last, by=user)
    assert not LateDecision.objects.exists()
    trainer = trainer_of(attempt)
    attempt = Attempt.objects.with_outcome().get(pk=attempt.pk)
    assert decide(attempt, last, by=trainer).decided_by == trainer
