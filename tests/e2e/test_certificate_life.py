"""The life of a certificate: earned, downloaded, checked by a stranger, revoked, earned again; and renewed.

A learner on a phone, a stranger with the code, an officer at a desk. Every page visited passes axe.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.models import Attempt
from certificates.actions.unprintable import look_at_print
from certificates.models import Certificate
from certificates.presenters import day_text
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from foundation.audit.actors import SYSTEM
from people.models import User
from tests.e2e.conftest import assert_accessible
from tests.e2e.quiz_journey import FRONT, Journey
from tests.factories.assessments import make_bank, make_enrolment, make_learner, make_quiz
from tests.factories.certificates import make_certificate, make_programme
from tests.factories.credentials import make_key
from tests.factories.people import PASSWORD, make_person, make_user

OpenPage = Callable[..., Page]
NAME, QUESTIONS = "Ann Marie Gordon", (1, 2, 3, 4)


@dataclass
class Life:
    """What the learner, a stranger and an officer of the Secretariat do. One browser each."""

    open_page: OpenPage
    javascript: bool
    learner: User
    officer: User
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.phone = self.open_page(width=360, javascript=self.javascript)
        self.journey = Journey(self.phone, self.learner)

    def look(self, page: Page) -> None:
        """Reachable for everyone, and nothing scrolls sideways."""
        assert_accessible(page)
        width = page.locator("html").evaluate("page => page.scrollWidth")
        assert width <= page.viewport_size["width"], f"{page.url} is {width} pixels wide"

    @property
    def newest(self) -> Certificate:
        return Certificate.objects.select_related("printed").latest("cycle")

    def confirms_her_name(self) -> None:
        """Before the first certificate: as it will be printed."""
        expect(self.phone.get_by_role("heading", name="Is this your name?")).to_be_visible()
        self.look(self.phone)
        self.journey.presses("Yes, it is right")
        expect(self.phone.get_by_text("Your name is confirmed.")).to_be_visible()

    def passes(self, button: str) -> None:
        self.journey.presses(button)
        self.journey.answers(*QUESTIONS)
        self.journey.presses("Hand in my answers")
        self.journey.sees("You have passed")

    def downloads(self) -> None:
        """The paper of the newest certificate, with the name and the code that she will show."""
        self.phone.goto("/record/")
        expect(self.phone.get_by_role("heading", name="My record")).to_be_visible()
        self.look(self.phone)
        card = self.phone.get_by_role("region", name="Child screening").filter(
            has_text=self.newest.serial
        )
        paper = card.get_by_role("link", name="Open the certificate (PDF)").get_attribute("href")
        answer = self.phone.request.get(paper)
        assert answer.headers["content-type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.body()))
        text = reader.pages[0].extract_text()
        code = grouped(self.newest.code)
        assert NAME in text
        assert code in text
        assert list(reader.attachments) == [f"{self.newest.serial}.json"]
        self.codes.append(code)

    def a_stranger_types(self, code: str, said: str) -> Page:
        """Somebody who holds the paper, at the page without sign-in."""
        stranger = self.open_page(width=360, javascript=self.javascript)
        stranger.goto("/verify/")
        stranger.get_by_label("Code on the certificate").fill(code)
        stranger.get_by_role("button", name="Check this code").click()
        expect(stranger.get_by_role("heading", level=1)).to_have_text(said)
        expect(stranger.get_by_text(NAME, exact=True)).to_be_visible()
        self.look(stranger)
        return stranger

    def an_officer_at_the_register(self) -> Page:
        desk = self.open_page(width=1280)
        desk.goto("/accounts/login/?next=/register/")
        desk.locator("[name=login]").fill(self.officer.email)
        desk.locator("[name=password]").fill(PASSWORD)
        desk.locator("[name=password]").press("Enter")
        expect(desk.get_by_role("heading", name="Register of certificates")).to_be_visible()
        self.look(desk)
        return desk

    def an_officer_revokes(self, code: str, reason: str) -> None:
        desk = self.an_officer_at_the_register()
        desk.get_by_label("Serial number or code").fill(code)
        desk.get_by_role("button", name="Show").click()
        desk.get_by_role("link", name=self.newest.serial).click()
        self.look(desk)
        desk.get_by_role("button", name="Revoke this certificate").click()
        self.look(desk)
        desk.get_by_role("button", name="Revoke the certificate").click()
        expect(desk.get_by_text("There is a problem")).to_be_visible()
        self.look(desk)
        desk.get_by_label(reason).check()
        desk.get_by_label("Note for the Secretariat").fill("Two people sat one attempt.")
        desk.get_by_role("button", name="Revoke the certificate").click()
        expect(desk.get_by_text("The certificate is revoked.")).to_be_visible()
        self.look(desk)


@pytest.fixture
def learner() -> User:
    """On a course whose quiz earns a certificate, with a key to sign it."""
    make_key()
    make_bank()
    user, quiz = make_learner(), make_quiz()
    make_enrolment(user, quiz)
    make_programme(edition=quiz.edition)
    return user


@pytest.fixture
def life(open_page: OpenPage, learner: User, request: pytest.FixtureRequest) -> Life:
    officer = make_user("secretariat", email="officer@example.org")
    return Life(open_page, request.param, learner, officer)


def today() -> str:
    return day_text(timezone.localdate())


@pytest.mark.parametrize("life", [True, False], indirect=True, ids=["script", "no-script"])
def test_earned_checked_revoked_and_earned_again(life: Life) -> None:
    life.journey.signs_in()
    life.confirms_her_name()
    life.passes("Start the quiz")
    life.downloads()
    (first,) = life.codes
    life.a_stranger_types(first, "This certificate is valid")

    reason = "The result that earned it does not stand."
    life.an_officer_revokes(first, reason)
    seen = life.a_stranger_types(first, "This certificate was revoked")
    said = f"It has not counted since {today()}. {reason}"
    expect(seen.get_by_text(said)).to_be_visible()
    expect(seen.get_by_text("Two people sat")).to_have_count(0)
    expect(seen.get_by_role("link", name="The certificate as PDF")).to_have_count(0)

    phone = life.phone
    phone.goto("/record/")
    expect(phone.get_by_text("Revoked", exact=True)).to_be_visible()
    expect(phone.get_by_text(reason)).to_be_visible()
    expect(phone.get_by_role("link", name="Open the certificate (PDF)")).to_have_count(0)
    life.look(phone)
    phone.goto(FRONT)
    life.passes("Start a new attempt")
    life.downloads()
    second = life.codes[-1]
    assert second != first
    assert (life.newest.cycle, Attempt.objects.count()) == (2, 2)
    life.a_stranger_types(second, "This certificate is valid")
    life.a_stranger_types(first, "This certificate was revoked")


def in_its_last_months() -> datetime:
    """When a certificate was issued that can be renewed by now."""
    return timezone.now() - timedelta(days=320)


@pytest.mark.parametrize("life", [False], indirect=True)
def test_renewed_the_old_code_leads_to_the_new_certificate(life: Life, learner: User) -> None:
    old = make_certificate(learner.person, make_programme(), issued_at=in_its_last_months())
    phone = life.phone
    life.journey.signs_in("/record/")
    expect(phone.get_by_text(re.compile(r"^\d+ days left$"))).to_be_visible()
    life.look(phone)
    phone.get_by_role("link", name="Renew it: pass the quiz of the course again").click()
    life.look(phone)
    phone.goto(FRONT)
    life.passes("Start the quiz")
    life.downloads()
    expect(phone.get_by_text("Renewed", exact=True)).to_be_visible()

    seen = life.a_stranger_types(grouped(old.code), "This certificate is valid")
    seen.get_by_role(
        "link", name=f"It was renewed. See the newer certificate: {life.newest.serial}"
    ).click()
    expect(seen.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    expect(seen.get_by_text(life.codes[-1], exact=True)).to_be_visible()
    new, before = Snapshot.read(life.newest.snapshot), Snapshot.read(old.snapshot)
    expect(seen.get_by_text(day_text(new.final_day), exact=True)).to_be_visible()
    # The day on which it ends is kept.
    assert (new.final_day.year, new.final_day.month) == (
        before.final_day.year + 1,
        before.final_day.month,
    )
    life.look(seen)


@pytest.mark.parametrize("life", [False], indirect=True)
def test_a_record_is_shown_by_a_link_until_it_is_withdrawn(life: Life, learner: User) -> None:
    make_certificate(learner.person, make_programme(), issued_at=in_its_last_months())
    phone = life.phone
    life.journey.signs_in("/record/")
    phone.get_by_role("link", name="Show my record to others by a link").click()
    life.look(phone)
    phone.get_by_role("button", name="Make the link").click()
    expect(phone.get_by_text("There is a problem")).to_be_visible()
    life.look(phone)
    phone.get_by_label("30 days").check()
    phone.get_by_label("Show my hours of learning too").check()
    phone.get_by_role("button", name="Make the link").click()
    expect(phone.get_by_text("The link is made.")).to_be_visible()
    life.look(phone)
    address = phone.get_by_role("link", name="/shared/").get_attribute("href")
    path = address[address.index("/shared/") :]

    stranger = life.open_page(width=360, javascript=life.javascript)
    stranger.goto(path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(f"Record of {NAME}")
    expect(stranger.get_by_role("heading", name="Hours of learning")).to_be_visible()
    life.look(stranger)
    stranger.get_by_role("link", name=re.compile("^Check this certificate")).click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This certificate is valid")

    phone.get_by_role("button", name="Withdraw this link 1").click()
    expect(phone.get_by_text("The link is withdrawn.")).to_be_visible()
    life.look(phone)
    stranger.goto(path)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link does not work")
    life.look(stranger)


@pytest.mark.parametrize("life", [False], indirect=True)
def test_an_officer_finds_what_cannot_be_printed(life: Life) -> None:
    foreign = make_certificate(make_person("ᏣᎳᎩ"))
    look_at_print(by=SYSTEM, certificate=foreign)
    desk = life.an_officer_at_the_register()
    desk.get_by_role("link", name="1 certificate cannot be printed").click()
    life.look(desk)
    desk.get_by_role("button", name="Try again").click()
    expect(desk.get_by_text("None prints yet.")).to_be_visible()
    desk.get_by_role("link", name=foreign.serial).first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(foreign.serial)


@pytest.mark.parametrize("life", [False], indirect=True)
def test_an_officer_tries_a_layout_before_anything_is_saved(life: Life) -> None:
    desk = life.an_officer_at_the_register()
    desk.get_by_role("link", name="Try a layout on hard names").click()
    life.look(desk)
    desk.get_by_role("link", name="Child screening").click()
    desk.get_by_label("Line above the signatures").fill("Given under the plan")
    desk.get_by_role("button", name="Show specimens").click()
    life.look(desk)
    paper = desk.get_by_role("link", name="US Letter Arabic").get_attribute("href")
    answer = desk.request.get(paper)
    assert answer.headers["content-type"] == "application/pdf"
    text = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert "Given under the plan" in text
    assert "SPECIMEN" in text
