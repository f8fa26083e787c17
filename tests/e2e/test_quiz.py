"""A quiz in the browser, on a small phone without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import AttemptResult
from people.models import User
from tests.e2e.quiz_journey import SAVED, Journey
from tests.factories.assessments import make_bank, make_enrolment, make_learner, make_quiz


@pytest.fixture
def learner() -> User:
    make_bank()
    user = make_learner()
    make_enrolment(user, make_quiz())
    return user


def test_a_quiz_is_failed_and_passed_on_a_phone_without_javascript(
    open_page: Callable[..., Page], learner: User
) -> None:
    page = open_page(width=360, javascript=False)
    journey = Journey(page, learner)
    journey.signs_in()
    journey.sees("Final quiz")
    journey.presses("Start the quiz")
    journey.fits()
    journey.answers(1, 2, 3, 4, right=False)
    journey.sees("Your answers")
    journey.presses("Hand in my answers")
    journey.sees("Not passed yet")
    expect(page.get_by_text("What to go back to")).to_be_visible()
    expect(page.get_by_text("Yes, because of this")).to_have_count(0)

    page.get_by_role("link", name="Try again when you are ready").click()
    journey.presses("Start a new attempt")
    journey.answers(1, 2, 3, 4)
    page.get_by_role("link", name=re.compile("^2\\.")).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    journey.presses("All answers")
    expect(page.get_by_text("Every question has an answer")).to_be_visible()
    journey.presses("Hand in my answers")
    journey.sees("You have passed")
    expect(page.get_by_text("4 of 4")).to_be_visible()
    expect(page.get_by_text("Yes, because of this").first).to_be_visible()
    assert [result.passed for result in AttemptResult.objects.order_by("pk")] == [False, True]


def test_all_questions_on_one_page_without_javascript(
    open_page: Callable[..., Page], learner: User
) -> None:
    page = open_page(width=360, javascript=False)
    journey = Journey(page, learner)
    journey.signs_in()
    journey.presses("Start the quiz")
    page.get_by_role("link", name="All questions on one page").click()
    journey.sees("Final quiz")
    page.locator(".fl-tile label").first.click()
    journey.presses("Save and see all answers")
    journey.sees("Your answers")
    expect(page.get_by_text("3 questions have no answer yet.")).to_be_visible()
    page.get_by_role("button", name="Go to the first one without an answer").click()
    expect(page.get_by_text("Question 2 of 4, Final quiz")).to_be_visible()
