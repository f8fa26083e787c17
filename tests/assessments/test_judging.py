"""Who judges an attempt and its late answers, and when the right answers may be known."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments import queries
from assessments.actions import close_if_over, decide_late, note_key_shown, note_reading
from assessments.errors import AlreadyDecided, NothingToDecide
from assessments.models import Attempt, AttemptEvent, LateDecision
from assessments.permissions import courses_reviewable_by, courses_taught_by
from foundation.audit.actors import SYSTEM, Actor
from foundation.errors import NotAllowed
from people.models import Person, Role, User
from tests.factories.assessments import (
    FEEDBACK_RIGHT,
    NOON,
    make_attempt,
    make_bank,
    make_late,
    make_learner,
    make_quiz,
    take,
    trainer_of,
)
from tests.factories.people import give, make_user

pytestmark = pytest.mark.django_db
END, LATE = NOON + timedelta(minutes=20), NOON + timedelta(hours=2)


def text(response: Any) -> str:
    return response.content.decode()


def closed(user: User | None = None, **settings: Any) -> Attempt:
    """An attempt of which nothing arrived before the clock closed it."""
    make_bank()
    quiz = make_quiz(**{"limit_minutes": 20, "attempts_allowed": 1, **settings})
    attempt = make_attempt(user, quiz)
    close_if_over(attempt=attempt, now=END)
    return loaded(attempt)


def loaded(attempt: Attempt) -> Attempt:
    return Attempt.objects.with_outcome().get(pk=attempt.pk)


def decide(attempt: Attempt, upto: int, *, by: Actor = SYSTEM, **how: Any) -> LateDecision:
    facts = {"counted": True, "reason": "network", **how}
    return decide_late(by=by, attempt=attempt, upto=upto, now=LATE, **facts)


# Nobody judges themselves


@pytest.mark.parametrize("joined", [False, True])
def test_a_trainer_judges_others_and_never_themselves(client: Client, joined: bool) -> None:
    attempt = closed()
    last = make_late(attempt, LATE)[-1].pk
    trainer = trainer_of(attempt)
    own = make_learner("own@example.org").person
    assert isinstance(own, Person)
    User.objects.filter(person=own).delete()
    trainer.person = own
    trainer.save()
    learner = attempt.enrolment.person
    pages = f"/results/attempts/{attempt.uuid}/"
    client.force_login(trainer)
    assert client.get(f"{pages}answers/").status_code == 200
    if joined:
        Person.objects.filter(pk=learner.pk).update(same_as=own)
    else:
        type(attempt.enrolment).objects.update(person=own)
    attempt = loaded(attempt)
    with pytest.raises(NotAllowed):
        decide(attempt, last, by=User.objects.get(pk=trainer.pk))
    with pytest.raises(NotAllowed):
        note_reading(by=User.objects.get(pk=trainer.pk), attempt=attempt, answers=True, now=LATE)
    assert client.get(f"{pages}answers/").status_code == 404
    post = {"counted": "yes", "reason": "network", "upto": last}
    assert client.post(f"{pages}late/", post).status_code == 404
    assert "Late answers" not in text(client.get(pages)).split("</h1>")[1].split("recorded")[0]
    assert not LateDecision.objects.exists()


def test_an_officer_who_is_also_a_trainer_judges_in_courses_given_to_them_only() -> None:
    attempt = closed()
    last = make_late(attempt, LATE)[-1].pk
    trainer = trainer_of(attempt)
    both = make_user(Role.TRAINER, email="both@example.org")
    give(both, Role.SECRETARIAT)
    officer = User.objects.get(pk=both.pk)
    assert courses_reviewable_by(officer).exists()
    assert not courses_taught_by(officer).exists()
    with pytest.raises(NotAllowed):
        decide(attempt, last, by=officer)
    assert decide(attempt, last, by=trainer).decided_by == trainer


def test_who_decides_otherwise_second_is_told() -> None:
    attempt = closed()
    last = make_late(attempt, LATE)[-1].pk
    first = decide(attempt, last, counted=False, reason="rules")
    assert decide(attempt, last, counted=False, reason="rules") == first
    with pytest.raises(AlreadyDecided):
        decide(attempt, last)
    assert LateDecision.objects.get() == first


# The right answers


def result_page(client: Client, attempt: Attempt) -> str:
    return text(client.get(f"/attempts/{attempt.uuid}/result/"))


def test_what_arrives_after_the_right_answers_were_shown_never_counts(client: Client) -> None:
    learner = make_learner()
    attempt = closed(learner)
    early = make_late(attempt, LATE, wrong=2)
    client.force_login(learner)
    with time_machine.travel(LATE + timedelta(minutes=1), tick=False):
        assert FEEDBACK_RIGHT in result_page(client, attempt)
    with time_machine.travel(LATE + timedelta(minutes=9), tick=False):
        assert FEEDBACK_RIGHT in result_page(client, attempt)
    event = AttemptEvent.objects.get(kind="key_shown")
    assert (event.at, event.by) == (LATE + timedelta(minutes=1), learner)
    spoiled = make_late(attempt, LATE + timedelta(minutes=2))
    assert queries.late_waiting(attempt, []) == early
    assert list(Attempt.objects.late_waiting()) == [attempt]
    assert decide(attempt, early[-1].pk).score == 2
    assert not Attempt.objects.late_waiting().exists()
    with pytest.raises(NothingToDecide):
        decide(attempt, spoiled[-1].pk)
    client.force_login(trainer_of(attempt))
    page = text(client.get(f"/results/attempts/{attempt.uuid}/"))
    assert page.count("Counted by a decision") == 4
    assert page.count("Arrived after the right answers were shown") == 4


def test_a_key_that_is_not_shown_spoils_nothing(client: Client) -> None:
    learner = make_learner()
    attempt = closed(learner, feedback="topics")
    client.force_login(learner)
    assert FEEDBACK_RIGHT not in result_page(client, attempt)
    assert not AttemptEvent.objects.exists()
    assert decide(attempt, make_late(attempt, LATE)[-1].pk).passed


def test_only_the_learner_is_shown_the_right_answers() -> None:
    attempt = closed()
    with pytest.raises(NotAllowed):
        note_key_shown(by=trainer_of(attempt), attempt=attempt, now=LATE)
    note_key_shown(by=attempt.enrolment.person.user, attempt=attempt, now=LATE)
    assert AttemptEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("rule", "fate"), [("trainer", "Waits for a decision"), ("never", "Nothing is to decide")]
)
def test_a_trainer_sees_when_each_late_answer_was_given_and_arrived(
    client: Client, rule: str, fate: str
) -> None:
    attempt = closed(late=rule)
    make_late(attempt, LATE)
    client.force_login(trainer_of(attempt))
    page = text(client.get(f"/results/attempts/{attempt.uuid}/"))
    assert page.count(fate) == 4
    # Given at the start by the claim, two hours before.
    assert page.count("2 October 2026, 12:00:00</td>") == 4
    assert page.count("2 October 2026, 14:00:00</td>") == 4
    assert page.count("2 hours") == 4


def test_the_key_waits_while_another_open_test_asks_the_same_questions(client: Client) -> None:
    learner = make_learner()
    make_bank(each=2)
    pre = make_attempt(learner, make_quiz(purpose="pre_test", attempts_allowed=1, course="before"))
    take(pre, wrong=4)
    post = make_attempt(learner, make_quiz(attempts_allowed=1))
    assert set(pre.versions) & set(post.versions)
    client.force_login(learner)
    page = result_page(client, pre)
    assert FEEDBACK_RIGHT not in page
    assert "Another test that you have begun asks some of these questions" in page
    assert not AttemptEvent.objects.exists()
    take(post)
    assert FEEDBACK_RIGHT in result_page(client, pre)


# What holds


def test_the_answers_shown_are_those_that_the_score_is_worth() -> None:
    attempt = closed()
    good = make_late(attempt, LATE, wrong=1)
    decide(attempt, good[-1].pk)
    worse = make_late(attempt, LATE + timedelta(minutes=1), wrong=4)
    assert queries.late_waiting(loaded(attempt), queries.decisions_of(attempt)) == []
    LateDecision.objects.create(
        attempt=attempt,
        upto=worse[-1].pk,
        counted=True,
        reason="network",
        score=0,
        passed=False,
        by_topic={},
        by_section={},
        decided_at=LATE,
    )
    late = queries.late_in(attempt, attempt.result)
    assert late.outcome.score == 3
    assert late.chosen == {str(row.question): frozenset(row.chosen) for row in good}


# Tests that do not count


def test_a_test_that_does_not_count_leaves_nobody_stuck(client: Client) -> None:
    learner = make_learner()
    make_bank()
    quiz = make_quiz(purpose="pre_test", attempts_allowed=1, limit_minutes=20)
    attempt = make_attempt(learner, quiz)
    take(attempt, wrong=4)
    make_late(attempt, LATE)
    client.force_login(learner)
    front = text(client.get("/learn/first-steps/quiz/final-quiz/"))
    assert "You have taken this test." in front
    assert "Another attempt can be given" not in front
    assert not Attempt.objects.late_waiting().exists()
    assert queries.late_waiting(loaded(attempt), []) == []
    client.force_login(trainer_of(attempt))
    assert "Nobody is stuck" in text(client.get("/results/help/"))
    listed = text(client.get("/results/quiz/first-steps/final-quiz/?state=failed"))
    assert "Ann Marie Gordon" not in listed
