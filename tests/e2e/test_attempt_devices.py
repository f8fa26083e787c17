"""Attempts on slow lines, old phones and shared computers without a network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import Answer
from people.models import User
from tests.e2e.conftest import assert_accessible
from tests.e2e.quiz_journey import ON_DEVICE, SAVED, Journey
from tests.factories.assessments import make_enrolment, make_learner, make_quiz, make_version

Opener = Callable[..., Page]


@pytest.fixture
def learner() -> User:
    for topic in ("signs", "law"):
        for _ in range(2):
            make_version(topic)
    user = make_learner()
    make_enrolment(user, make_quiz(draw=2))
    return user


def test_what_is_chosen_before_the_script_has_come_is_sent_too(
    open_page: Opener, learner: User
) -> None:
    page = open_page(width=360)
    held: list[Route] = []
    page.route(re.compile(r"/paper(\.[0-9a-f]+)?\.js$"), lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks its handlers.
    journey = Journey(page, learner)
    journey.signs_in()
    journey.presses("Start the quiz")
    journey.sees_question(1)
    page.locator(".fl-tile input:visible").first.check()
    expect(page.locator(".fl-tile input:visible").first).to_be_checked()
    for route in held:
        route.continue_()
    journey.is_enhanced()
    expect(journey.status()).to_have_text(SAVED)
    assert Answer.objects.count() == 1


def test_a_browser_without_newer_conveniences_sends_as_well(
    open_page: Opener, learner: User
) -> None:
    page = open_page(width=360)
    page.add_init_script("delete AbortSignal.timeout; delete crypto.randomUUID")
    journey = Journey(page, learner)
    journey.starts()
    journey.chooses()
    expect(journey.status()).to_have_text(SAVED)


def test_without_a_network_nobody_is_told_that_they_are_signed_out(
    open_page: Opener, learner: User
) -> None:
    page = open_page(width=360)
    journey = Journey(page, learner)
    journey.starts()
    page.context.set_offline(True)
    journey.chooses()
    expect(journey.status()).to_have_text(ON_DEVICE)
    journey.presses("Sign out")
    journey.presses("Sign out and keep them locked on this device")
    expect(page.get_by_role("heading", name="You are still signed in")).to_be_visible()
    expect(page.locator("[data-question]")).to_have_count(0)
    assert_accessible(page)
    page.context.set_offline(False)
    journey.presses("Try again to sign out")
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))
    page.goto("/home/")
    page.wait_for_url("**/accounts/login/**")
