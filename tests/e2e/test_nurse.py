"""The main job, end to end: a nurse learns, practises, passes, is certified, and her workplace is covered.

Walked on a phone's screen, with and without JavaScript. Every page visited passes axe.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import QuestionVersion
from certificates.models import Certificate
from firstline.demo import texts
from firstline.demo.api import describe
from people.models import Posting, StaffRecord, User
from tests.e2e.conftest import assert_accessible

pytestmark = pytest.mark.usefixtures("demo")
OpenPage = Callable[..., Page]


@dataclass
class Story:
    """What the nurse, the stranger and the Secretariat do. One browser each."""

    open_page: OpenPage
    javascript: bool
    visited: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.demo = describe()
        self.nurse = self.open_page(width=360, javascript=self.javascript)

    def look(self, page: Page) -> None:
        """Check the page as it stands: reachable for everyone, and nothing scrolls sideways."""
        shape = re.sub(r"[0-9a-f-]{36}|\d+", "n", page.url)
        if shape not in self.visited:
            self.visited.add(shape)
            assert_accessible(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], f"{page.url} is {width} pixels wide"

    def sign_in(self, page: Page, role: str) -> None:
        page.goto(self.demo.paths["sign_in"])
        page.locator("[name=login]").fill(self.demo.accounts[role])
        page.locator("[name=password]").fill(self.demo.password)
        self.look(page)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/home/$"))
        self.look(page)

    def given_a_workplace_with_nobody_certified(self) -> None:
        row = self.workplace_row()
        expect(row).to_contain_text("Nobody certified")

    def workplace_row(self) -> Locator:
        page = self.open_page(width=1280)
        self.sign_in(page, "secretariat")
        page.goto(self.demo.paths["coverage"])
        self.look(page)
        page.get_by_role("table", name=re.compile("^Parishes")).get_by_role(
            "link", name="St Thomas"
        ).click()
        self.look(page)
        table = page.get_by_role("table", name=re.compile("^Workplaces"))
        return table.get_by_role("row", name=self.workplace)

    @property
    def workplace(self) -> str:
        nurse = User.objects.get(email=self.demo.accounts["nurse"])
        return Posting.objects.get(staff_record__person=nurse.person, ends_on=None).workplace.name

    def when_she_reads_every_lesson(self) -> None:
        self.sign_in(self.nurse, "nurse")
        self.nurse.goto(self.demo.paths["course"])
        start = self.nurse.get_by_role("button", name="Start this course")
        if start.count():
            start.click()
        self.look(self.nurse)
        self.nurse.goto(self.demo.paths["first_lesson"])
        # Every lesson is made of the same blocks: one of each module is looked at.
        seen = {module.lessons[0].slug for module in texts.modules()}
        for lesson in texts.lessons():
            if lesson.slug in seen:
                self.look(self.nurse)
            here = self.nurse.url
            self.nurse.get_by_role("button", name=re.compile("^Done")).click()
            expect(self.nurse).not_to_have_url(here)
        expect(self.nurse).to_have_url(re.compile("/quiz/"))

    def when_she_practises_the_protocol(self) -> None:
        page = self.nurse
        page.goto(self.demo.paths["protocol_nurse"])
        self.look(page)
        for fieldset in page.locator("main fieldset").all():
            boxes = fieldset.locator("input[type=checkbox]")
            if boxes.count():
                for box in boxes.all():
                    box.check()
            else:
                fieldset.locator("input[type=radio]").first.check()
        page.get_by_role("button", name="Show what to do").click()
        expect(page.get_by_role("heading", name="What to do", exact=True)).to_be_visible()
        self.look(page)

    def when_she_passes_the_quiz(self) -> None:
        page = self.nurse
        page.goto(self.demo.paths["quiz"])
        self.look(page)
        page.get_by_role("button", name="Start the quiz").click()
        for number in range(1, 21):
            expect(page).to_have_url(re.compile(rf"q={number}$"))
            self.look(page)
            self.answer(page)
            page.get_by_role("button", name=re.compile("Save and")).click()
        self.look(page)
        page.get_by_role("button", name=re.compile("Hand in|Submit", re.I)).click()
        expect(page.get_by_role("heading", name="You have passed")).to_be_visible()
        self.look(page)

    def answer(self, page: Page) -> None:
        version = page.locator("[data-question]:visible").get_attribute("data-question")
        for option in QuestionVersion.objects.get(uuid=version).options:
            if option["correct"]:
                page.locator(f'main input[value="{option["id"]}"]').check()

    def then_she_holds_a_certificate(self) -> str:
        self.nurse.goto("/record/")
        self.look(self.nurse)
        expect(self.nurse.get_by_text("Valid", exact=True)).to_be_visible()
        pdf = self.nurse.get_by_role("link", name=re.compile("PDF")).get_attribute("href")
        answer = self.nurse.request.get(pdf)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")
        address = self.nurse.get_by_role("link", name=re.compile("as others see it"))
        return address.get_attribute("href")

    def then_a_stranger_can_verify_it(self, address: str) -> None:
        stranger = self.open_page(width=360, javascript=self.javascript)
        stranger.goto(address)
        expect(stranger.get_by_text("This certificate is valid")).to_be_visible()
        expect(stranger.get_by_text("Marcia")).to_be_visible()
        self.look(stranger)

    def then_the_log_names_nobody(self, address: str, lines: list[dict[str, Any]]) -> None:
        """The log of all this holds routes, and neither names nor numbers nor codes."""
        nurse = User.objects.select_related("person").get(email=self.demo.accounts["nurse"])
        record = StaffRecord.objects.get(person=nurse.person)
        certificate = Certificate.objects.get(person=nurse.person)
        private = [
            *nurse.person.legal_name.split(),
            nurse.email,
            record.number,
            certificate.serial,
            certificate.code,
            address.strip("/").split("/")[-1],
            self.demo.password,
            "127.0.0.1",
        ]
        text = json.dumps(lines, ensure_ascii=False)
        assert [word for word in private if len(word) > 2 and word in text] == []
        routes = {line.get("route") for line in lines}
        assert {"assessments:answers", "assessments:submit", "certificates:verify"} <= routes

    def then_her_workplace_is_covered(self) -> None:
        expect(self.workplace_row()).to_contain_text("Covered")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_sign_in_to_a_covered_workplace(
    open_page: OpenPage, javascript: bool, log: Callable[[], list[dict[str, Any]]]
) -> None:
    story = Story(open_page, javascript)
    story.given_a_workplace_with_nobody_certified()
    story.when_she_reads_every_lesson()
    story.when_she_practises_the_protocol()
    story.when_she_passes_the_quiz()
    address = story.then_she_holds_a_certificate()
    story.then_a_stranger_can_verify_it(address)
    story.then_her_workplace_is_covered()
    story.then_the_log_names_nobody(address, log())
