"""Another attempt, granted with a reason."""

import pytest

from assessments.actions import grant_attempt
from assessments.errors import AttemptRefused, NoGrantNeeded
from assessments.models import Attempt, ExtraAttempt
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role, User
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_learner,
    make_quiz,
    start_again,
    take,
    trainer_of,
)
from tests.factories.people import make_agency, make_staff_record, make_user

pytestmark = pytest.mark.django_db


def used_up(**settings: object) -> Attempt:
    """One attempt allowed, and failed."""
    make_bank()
    attempt = make_attempt(quiz=make_quiz(**{"attempts_allowed": 1, **settings}))
    take(attempt, wrong=4)
    return attempt


def grant(attempt: Attempt, by: object = SYSTEM) -> ExtraAttempt:
    return grant_attempt(
        by=by, enrolment=attempt.enrolment, quiz=attempt.quiz, reason="relearned", now=NOON
    )


def test_a_grant_is_used_by_the_next_start_and_only_once() -> None:
    attempt = used_up()
    with pytest.raises(AttemptRefused):
        start_again(attempt)
    given = grant(attempt)
    second = start_again(attempt)
    assert (second.number, second.grant) == (2, given)
    take(second, wrong=4)
    with pytest.raises(AttemptRefused):
        start_again(attempt)
    audit = AuditRow.objects.get(verb="assessments.grant_attempt")
    assert audit.data == {"lesson_key": str(attempt.quiz.lesson_key), "reason": "relearned"}


def test_a_grant_opens_the_quiz_at_once_and_leaves_the_quizs_own_attempts() -> None:
    attempt = used_up(attempts_allowed=3, wait_minutes=60)
    grant(attempt)
    second = start_again(attempt)
    assert second.grant is not None
    take(second, wrong=4)
    with pytest.raises(AttemptRefused) as refused:
        start_again(attempt)
    assert refused.value.refusal == "wait"


def test_an_attempt_that_needs_no_grant_uses_none() -> None:
    attempt = used_up(attempts_allowed=3)
    with pytest.raises(NoGrantNeeded):
        grant(attempt)
    assert start_again(attempt).grant is None


def test_one_grant_at_a_time_and_none_after_a_pass() -> None:
    attempt = used_up()
    grant(attempt)
    with pytest.raises(NoGrantNeeded):
        grant(attempt)
    second = start_again(attempt)
    with pytest.raises(NoGrantNeeded):
        grant(attempt)
    take(second)
    with pytest.raises(NoGrantNeeded):
        grant(attempt)
    assert ExtraAttempt.objects.count() == 1


def focal_person(code: str) -> User:
    return make_user(Role.FOCAL, email=f"{code}@example.org", agency=make_agency(code))


def test_who_grants_another_attempt() -> None:
    attempt = used_up()
    make_staff_record(person=attempt.enrolment.person, agency=make_agency("MOE"))
    refused = [
        attempt.enrolment.person.user,
        make_learner("colleague@example.org"),
        focal_person("JCF"),
        make_user(Role.TRAINER, email="any-trainer@example.org"),
        make_user(Role.SPECIALIST, email="specialist@example.org"),
    ]
    for user in refused:
        with pytest.raises(NotAllowed):
            grant(attempt, by=user)
    assert not ExtraAttempt.objects.exists()
    allowed = [focal_person("MOE"), trainer_of(attempt), make_user(Role.SECRETARIAT)]
    for user in allowed:
        given = grant(Attempt.objects.get(pk=attempt.pk), by=user)
        assert given.granted_by == user
        take(start_again(attempt), wrong=4)
