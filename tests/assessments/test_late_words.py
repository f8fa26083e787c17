"""What learners read about answers that arrive late: it follows the quiz's rule."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from assessments.actions import close_if_over, decide_late
from assessments.models import Attempt
from courses.models import EditionLesson
from foundation.audit.actors import SYSTEM
from people.models import User
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_enrolment,
    make_late,
    make_learner,
    make_quiz,
)

pytestmark = pytest.mark.django_db
FRONT = "/learn/first-steps/quiz/final-quiz/"
LATE = NOON + timedelta(hours=2)
DECIDES, NEVER, GRACE = "your trainer decides on it", "does not count, even", "within 10 minutes"


def make_rule(**settings: object) -> tuple[User, EditionLesson]:
    make_bank()
    user, quiz = make_learner(), make_quiz(**{"limit_minutes": 20, "grace_minutes": 10, **settings})
    return user, quiz


def read(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def closed(user: User, quiz: EditionLesson) -> Attempt:
    """An attempt closed by the clock, with late answers."""
    attempt = make_attempt(user, quiz)
    close_if_over(attempt=attempt, now=NOON + timedelta(hours=1))
    make_late(attempt, LATE)
    return Attempt.objects.with_outcome().get(pk=attempt.pk)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"late": "trainer"}, DECIDES),
        ({"late": "never"}, NEVER),
        ({"late": "grace"}, GRACE),
        ({"late": "trainer", "purpose": "pre_test"}, NEVER),
    ],
)
def test_the_front_page_says_the_rule(client: Client, chosen: dict[str, str], words: str) -> None:
    user, quiz = make_rule(**chosen)
    make_enrolment(user, quiz)
    client.force_login(user)
    page = read(client, FRONT)
    assert [one for one in (DECIDES, NEVER, GRACE) if one in page] == [words]


def test_without_an_end_of_its_own_the_quiz_has_nothing_to_say(client: Client) -> None:
    make_bank()
    user, quiz = make_learner(), make_quiz()
    make_enrolment(user, quiz)
    client.force_login(user)
    assert "arrive late" not in read(client, FRONT)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("trainer", "kept apart; your trainer decides on it"),
        ("grace", "kept apart and does not count"),
        ("never", "kept apart and does not count"),
    ],
)
def test_the_paper_says_what_becomes_of_a_late_answer(
    client: Client, rule: str, words: str
) -> None:
    user, quiz = make_rule(late=rule, limit_minutes=0)
    attempt = make_attempt(user, quiz)
    client.force_login(user)
    assert words in read(client, f"/attempts/{attempt.uuid}/")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("trainer", "Your trainer decides whether it counts"),
        ("grace", "only what arrives within 10 minutes of the end counts"),
        ("never", "does not count"),
    ],
)
def test_the_result_says_the_rule(client: Client, rule: str, words: str) -> None:
    user, quiz = make_rule(late=rule)
    attempt = closed(user, quiz)
    client.force_login(user)
    assert words in read(client, f"/attempts/{attempt.uuid}/result/")


def test_the_result_says_when_a_trainer_has_looked(client: Client) -> None:
    user, quiz = make_rule(late="trainer")
    attempt = closed(user, quiz)
    last = attempt.answers.latest("pk").pk
    decide_late(by=SYSTEM, attempt=attempt, counted=False, reason="rules", upto=last, now=LATE)
    client.force_login(user)
    page = read(client, f"/attempts/{attempt.uuid}/result/")
    assert "Your trainer looked at what arrived late. It does not change the result." in page
