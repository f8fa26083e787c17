"""A trainer adds a lesson, the Secretariat approves and releases it, a learner reads it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courses import actions
from courses.models import CourseEdition, CoursePage, LessonPage
from foundation.audit.actors import SYSTEM
from people.models import Role
from tests.e2e.conftest import assert_accessible
from tests.factories.courses import make_course_page, make_lesson, make_module, release
from tests.factories.people import PASSWORD, make_user

NEW = "The companion who answers"
WORDS = "A girl of about fifteen comes in with a wrist that has hurt for days."


class Journey:
    """The steps, named as people would tell them."""

    def __init__(self, open_page: Callable[..., Page]) -> None:
        self.open_page = open_page

    def given_a_released_course_given_to_a_trainer(self) -> None:
        self.course = make_course_page(title="Signs", slug="signs")
        self.module = make_module(self.course, title="Signs in a clinic")
        make_lesson(self.module, title="What a visit can show", slug="visit")
        release(self.course)
        trainer = make_user(Role.TRAINER, email="trainer@firstline.example")
        actions.give_course(by=SYSTEM, user=trainer, page=self.course)
        make_user(Role.TRAINER, email="other@firstline.example")
        make_user(Role.SECRETARIAT, email="secretariat@firstline.example")
        make_user(email="nurse@firstline.example")

    def sign_in(self, who: str, target: str, *, width: int = 1280, javascript: bool = True) -> Page:
        page = self.open_page(width=width, javascript=javascript)
        page.goto(f"/accounts/login/?next={target}")
        page.locator("[name=login]").fill(f"{who}@firstline.example")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{target}")
        return page

    def when_the_trainer_writes_a_lesson(self) -> None:
        page = self.sign_in("trainer", f"/admin/pages/add/courses/lessonpage/{self.module.pk}/")
        page.get_by_role("textbox", name="Title*").fill(NEW)
        page.locator("[name=minutes]").fill("6")
        page.get_by_role("button", name="Insert a block").click()
        page.get_by_role("option", name="Text").click()
        editor = page.locator(".public-DraftEditor-content")
        editor.click()
        expect(editor).to_be_focused()
        editor.press_sequentially(WORDS)
        # The editor hands its text to the form some moments after the last key.
        expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(re.escape(WORDS)))
        expect(page.locator("[name=slug]")).to_have_value("the-companion-who-answers")
        self.submit(page, "Submit to Review by the Secretariat")
        expect(page.locator(".messages")).to_contain_text("submitted for moderation")
        self.lesson = LessonPage.objects.get(title=NEW)
        self.trainers_page = page

    def submit(self, page: Page, button: str) -> None:
        """Press one of the buttons behind the arrow at the foot of the editor."""
        wanted = page.get_by_role("button", name=button, exact=True)
        if not wanted.is_visible():
            page.locator("footer").get_by_role("button", name="More actions").click()
        wanted.click()

    def then_the_trainer_cannot_approve_it(self) -> None:
        page = self.trainers_page
        page.goto(f"/admin/pages/{self.lesson.pk}/edit/")
        expect(page.get_by_role("button", name="Cancel workflow")).to_be_visible()
        expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
        expect(page.get_by_role("button", name="Publish")).to_have_count(0)
        assert not LessonPage.objects.get(pk=self.lesson.pk).live

    def then_another_trainer_is_turned_away(self) -> None:
        page = self.sign_in("other", "/learn/signs/")
        page.goto(f"/admin/pages/{self.lesson.pk}/edit/")
        assert page.url.endswith("/admin/")
        assert NEW not in page.content()
        release_page = page.goto(f"/admin/courses/{self.course.pk}/release/")
        assert release_page is not None
        assert release_page.status == 404

    def when_the_secretariat_approves_and_releases(self) -> None:
        page = self.sign_in("secretariat", f"/admin/pages/{self.lesson.pk}/edit/")
        expect(page.locator("body")).to_contain_text(WORDS)
        self.submit(page, "Approve")
        expect(page).not_to_have_url(re.compile(r"/edit/$"))
        assert LessonPage.objects.get(pk=self.lesson.pk).live
        page.goto(f"/admin/pages/{self.course.pk}/")
        page.get_by_role("button", name="Actions").first.click()
        page.get_by_role("link", name="Release edition").click()
        expect(page.locator("main")).to_contain_text(f"New: {NEW}")
        page.get_by_role("button", name="Release edition 2").click()
        expect(page.locator(".messages")).to_contain_text("Edition 2 of “Signs” is released.")
        assert CourseEdition.objects.filter(number=2).exists()

    def then_a_learner_reads_it(self, *, javascript: bool) -> None:
        page = self.sign_in("nurse", "/learn/signs/", width=360, javascript=javascript)
        assert_accessible(page)
        page.get_by_role("button", name="Start this course").click()
        page.get_by_role("button", name="Begin: What a visit can show").click()
        assert_accessible(page)
        page.get_by_role("button", name="Done, next lesson").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(NEW)
        expect(page.locator("main")).to_contain_text(WORDS)
        assert_accessible(page)
        page.get_by_role("button", name="Done, that was the last one").click()
        expect(page.locator("main")).to_contain_text("You have done everything in this course")
        assert_accessible(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_new_lesson_reaches_learners(open_page: Callable[..., Page], javascript: bool) -> None:
    journey = Journey(open_page)
    journey.given_a_released_course_given_to_a_trainer()
    if javascript:
        journey.when_the_trainer_writes_a_lesson()
        journey.then_the_trainer_cannot_approve_it()
        journey.then_another_trainer_is_turned_away()
        journey.when_the_secretariat_approves_and_releases()
    else:
        # The editor needs scripts, reading does not.
        add_by_code(journey.course)
    journey.then_a_learner_reads_it(javascript=javascript)


def add_by_code(course: CoursePage) -> None:
    module = make_module(course, title="More")
    make_lesson(module, title=NEW, blocks=[("text", f"<p>{WORDS}</p>")])
    release(course)


def test_the_public_pages_of_courses(open_page: Callable[..., Page]) -> None:
    Journey(open_page).given_a_released_course_given_to_a_trainer()
    for width in (360, 1280):
        page = open_page(width=width, javascript=width == 1280)
        page.goto("/catalogue/")
        assert_accessible(page)
        page.get_by_role("searchbox", name="Find a course").fill("signs")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Signs").click()
        assert_accessible(page)
        page.get_by_role("button", name="Sign in and start").click()
        page.wait_for_url("**/accounts/login/?next=/learn/signs/")
