"""What a learner does with a quiz in the browser."""

import re

from playwright.sync_api import Locator, Page, expect

from people.models import User
from tests.e2e.conftest import assert_accessible
from tests.factories.people import PASSWORD

FRONT = "/learn/first-steps/quiz/final-quiz/"
ANSWERS = "**/answers/"
SAVED = re.compile(r"^Saved at \d\d:\d\d$")
ON_DEVICE = re.compile(r"^Saved on this device at \d\d:\d\d, not sent yet$")


class Journey:
    """One learner at one browser."""

    def __init__(self, page: Page, user: User) -> None:
        self.page, self.user = page, user

    def signs_in(self, onward: str = FRONT) -> None:
        self.page.goto(f"/accounts/login/?next={onward}")
        self.page.locator("[name=login]").fill(self.user.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("[name=password]").press("Enter")
        self.page.wait_for_url(f"**{onward}")

    def starts(self) -> None:
        self.signs_in()
        self.presses("Start the quiz")
        self.sees_question(1)
        self.is_enhanced()

    def is_enhanced(self) -> None:
        """The paper's script is at work: it brought in the other questions."""
        expect(self.page.locator("[data-questions] > [data-question]")).not_to_have_count(1)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()
        self.fits()

    def fits(self) -> None:
        assert_accessible(self.page)
        # Evaluated on an element: Chromium answers nothing else where scripts are off.
        width = self.page.locator("html").evaluate("page => page.scrollWidth")
        assert width <= self.page.viewport_size["width"], "the page scrolls sideways"

    def sees_question(self, number: int) -> None:
        words = re.compile(rf"^Question {number} of \d+, Final quiz$")
        expect(self.page.get_by_text(words)).to_be_visible()

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def chooses(self, right: bool = True) -> None:
        """Choose by what the options say, as a reader does."""
        several = (
            self.page.get_by_text("Choose all that are right.").locator("visible=true").count()
        )
        words = re.compile(r"right" if right else r"wrong", re.I)
        labels = self.page.locator(".fl-tile label:visible").filter(has_text=words)
        for number in range(labels.count() if several else 1):
            labels.nth(number).click()

    def status(self) -> Locator:
        """Where the answer of the question shown is."""
        return self.page.locator("[data-saved]:visible")

    def answers(self, *numbers: int, right: bool = True, of: int = 4) -> None:
        for number in numbers:
            self.sees_question(number)
            self.chooses(right)
            self.presses("Save and go on" if number < of else "Save and see all answers")
