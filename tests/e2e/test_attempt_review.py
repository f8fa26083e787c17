"""A trainer looks through attempts at a quiz, decides on late answers and helps people on."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from assessments.actions import close_if_over
from assessments.models import Attempt, ExtraAttempt, ExtraTime, LateDecision
from assessments.review.export import FEWEST_PEOPLE
from foundation.audit.models import AuditRow
from people.models import Role, User
from tests.e2e.quiz_journey import Journey
from tests.factories.assessments import (
    NOON,
    make_attempt,
    make_bank,
    make_late,
    make_quiz,
    take,
    trainer_of,
)
from tests.factories.people import make_person, make_user

Opener = Callable[..., Page]
LIST = "/results/quiz/first-steps/final-quiz/"
LATE, STUCK = "Winsome Late", "Errol Stuck"


def make_named(name: str, email: str = "") -> User:
    return make_user(person=make_person(name), email=email)


class Review:
    """The trainer of a course at one browser; what happened before is told by `given_`."""

    def __init__(self, open_page: Opener, *, width: int, javascript: bool) -> None:
        self.open_page = open_page
        self.page = open_page(width=width, javascript=javascript)

    def given_attempts_of_several_people(self) -> None:
        make_bank()
        quiz = make_quiz(attempts_allowed=1, limit_minutes=20)
        self.late = make_attempt(make_named(LATE), quiz)
        close_if_over(attempt=self.late, now=NOON + timedelta(minutes=20))
        make_late(self.late, NOON + timedelta(minutes=22))
        self.learner = make_named(STUCK, "stuck@example.org")
        self.failed = make_attempt(self.learner, quiz)
        take(self.failed, wrong=4)
        for number in range(FEWEST_PEOPLE - 2):
            take(make_attempt(make_named(f"Colleague{number} Passed"), quiz))
        self.trainer = trainer_of(self.late)

    def signs_in(self) -> None:
        self.at = Journey(self.page, self.trainer)
        self.at.signs_in("/results/")

    def opens(self, link: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=link).first.click()
        self.page.wait_for_load_state()
        self.at.fits()

    def reads_the_record_of_the_attempt(self) -> None:
        self.at.fits()
        expect(self.page.get_by_role("main")).to_contain_text("1 to decide")
        self.opens("Final quiz")
        self.opens(LATE)
        main = self.page.get_by_role("main")
        for words in ("Begun", "The time was over", "4 answers arrived after the end"):
            expect(main).to_contain_text(words)
        expect(main.get_by_text("Waits for a decision")).to_have_count(4)
        self.opens("Read the answers first")
        expect(self.page.get_by_role("main")).to_contain_text("never for discipline")
        self.page.get_by_role("link", name="Back to the attempt").click()

    def decides_that_they_count(self) -> None:
        self.at.presses("Record my decision")
        expect(self.page.get_by_role("alert")).to_contain_text("Choose whether")
        self.at.fits()
        assert not LateDecision.objects.exists()
        self.page.get_by_label("Yes, they count").check()
        self.page.get_by_label("The network was down").check()
        self.at.presses("Record my decision")
        expect(self.page.get_by_text("Late answers were counted")).to_be_visible()
        expect(self.page.get_by_text("Counted by a decision")).to_have_count(4)
        self.at.fits()
        decision = LateDecision.objects.get()
        assert (decision.passed, decision.decided_by) == (True, self.trainer)
        assert Attempt.objects.passed().filter(pk=self.late.pk).exists()

    def gives_another_attempt(self) -> None:
        self.page.goto("/results/help/")
        self.at.fits()
        expect(self.page.get_by_role("main")).not_to_contain_text(LATE)
        self.opens("Give an attempt")
        self.at.presses("Give another attempt")
        expect(self.page.get_by_role("alert")).to_contain_text("Choose the reason")
        self.at.fits()
        self.page.get_by_label("Has gone through the topics again").check()
        self.at.presses("Give another attempt")
        expect(self.page.get_by_text("Another attempt is open for them now.")).to_be_visible()
        expect(self.page.get_by_text("Nobody is stuck")).to_be_visible()
        self.at.fits()
        grant = ExtraAttempt.objects.get()
        assert (grant.person, grant.reason) == (self.learner.person, "relearned")
        audit = AuditRow.objects.get(verb="assessments.grant_attempt")
        assert (audit.actor_kind, audit.actor_id) == ("user", str(self.trainer.pk))

    def gives_extra_time(self) -> None:
        self.page.goto(f"/results/attempts/{self.failed.uuid}/")
        self.opens("Give extra time")
        self.page.get_by_label("More time, in per cent of the limit").fill("25")
        self.page.get_by_label("More minutes on top").fill("10")
        self.page.get_by_label("Needs longer to read").check()
        self.at.fits()
        self.at.presses("Save the extra time")
        expect(self.page.get_by_text("The extra time holds")).to_be_visible()
        assert ExtraTime.objects.get().person == self.learner.person

    def takes_the_answers_without_names(self) -> None:
        self.page.goto(LIST)
        self.opens("Export the answers without names")
        with self.page.expect_download() as download:
            self.at.presses("Download the file")
        with download.value.path().open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
        assert len(rows) == FEWEST_PEOPLE * 4
        assert len({row["person"] for row in rows}) == FEWEST_PEOPLE
        for name in (LATE, STUCK, "Colleague"):
            assert name not in str(rows)


def learner_is_told(open_page: Opener, learner: User, *, javascript: bool) -> None:
    journey = Journey(open_page(width=360, javascript=javascript), learner)
    journey.signs_in()
    main = journey.page.get_by_role("main")
    expect(main).to_contain_text("You have been given another attempt.")
    expect(main).to_contain_text("35 minutes for you, with extra time, instead of 20")
    journey.fits()
    journey.presses("Start a new attempt")
    journey.sees_question(1)


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (360, False)], ids=["script", "no-script"]
)
def test_a_trainer_decides_and_helps(open_page: Opener, width: int, javascript: bool) -> None:
    review = Review(open_page, width=width, javascript=javascript)
    review.given_attempts_of_several_people()
    review.signs_in()
    review.reads_the_record_of_the_attempt()
    review.decides_that_they_count()
    review.gives_another_attempt()
    review.gives_extra_time()
    review.takes_the_answers_without_names()
    learner_is_told(open_page, review.learner, javascript=javascript)


def test_a_trainer_of_another_course_finds_nothing(open_page: Opener) -> None:
    review = Review(open_page, width=1280, javascript=True)
    review.given_attempts_of_several_people()
    other = make_user(Role.TRAINER, email="other@example.org")
    pages = ["/results/", LIST, f"{LIST}export/", f"/results/attempts/{review.late.uuid}/"]
    for who, status in ((other, 404), (review.trainer, 200)):
        page = open_page()
        Journey(page, who).signs_in("/home/")
        for address in pages:
            response = page.goto(address)
            assert response is not None
            assert (address, response.status) == (address, status)
            assert status == 200 or LATE not in page.content()
