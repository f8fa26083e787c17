"""Questions that few get right: counted from the latest attempts, told to who may read them."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.review.items import FEWEST, weak_questions, weakest
from people.models import User
from tests.factories.assessments import (
    make_attempt,
    make_bank,
    make_learner,
    make_quiz,
    take,
    trainer_of,
)
from tests.factories.people import make_user


def versions(*names: str) -> dict:
    return {
        name: SimpleNamespace(question_id=number, stem=name) for number, name in enumerate(names)
    }


def test_the_worst_come_first_and_good_or_rare_ones_are_left_out() -> None:
    asked = {"good": 20, "bad": 20, "worst": 20, "rare": FEWEST - 1}
    right = {"good": 12, "bad": 11, "worst": 1, "rare": 0}
    found = weakest(versions("good", "bad", "worst", "rare", "never"), asked, right)  # type: ignore[arg-type]
    assert [(one.stem, one.right, one.asked) for one in found] == [
        ("worst", 1, 20),
        ("bad", 11, 20),
    ]


@pytest.fixture
def trainer(db: None) -> User:
    """Of a quiz of two questions that ten learners took; the first of the paper all got wrong."""
    make_bank(each=1)
    quiz = make_quiz(draw=1)
    attempts = []
    for number in range(FEWEST):
        attempt = make_attempt(make_learner(f"learner{number}@example.org"), quiz)
        take(attempt, wrong=1)
        attempts.append(attempt)
    return trainer_of(attempts[0])


def test_a_trainer_is_told_and_nobody_else(trainer: User) -> None:
    found = weak_questions(trainer)
    assert found
    assert all(one.right < one.asked == FEWEST for one in found)
    assert sum(one.right for one in found) <= FEWEST
    assert weak_questions(make_user("trainer", email="other@example.org")) == []
    with CaptureQueriesContext(connection) as queries:
        weak_questions(User.objects.get(pk=trainer.pk))
    assert len(queries) <= 6
