"""The story of docs/how-to/demo-20-minutes.md in a browser, step by step, as a guest would see it.

Told twice: by test_demo_story.py, where every page passes axe, and by tools/pictures, which keeps
pictures of it for README and how-tos. It knows the demo from its pages and from what
`manage.py demo --json` prints; the right answers it asks of `key`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pymupdf
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

PARISH, WORKPLACE = "St Thomas", "Harbour Rise Clinic"
NURSE = "Marcia"
# Somebody whose debt grows and whose papers another keeps.
ANSWERS = {
    "Is anybody hurting you now": "No",
    "Has anybody made you do sexual things": "No",
    "Does somebody else keep your papers": "Yes",
    "Do you owe money that you cannot pay back": "Yes",
}
FOLLOWS = "Are you told that you must work until the debt is paid?"
PAPER_DPI = 100
RESULT = "What to do"


def nothing(*_args: Any) -> None:
    """What is done with a page where nothing is asked of it."""


@dataclass
class DemoStory:
    """Three browsers: the Secretariat's, the nurse's phone, and a stranger's.

    `key` gives the ids of the right options of each question asked for. `look(page)` is called on
    every page that the story stands on, `picture(page, name, width, height)` on those worth keeping.
    """

    open_page: Callable[..., Page]
    accounts: Mapping[str, str]
    password: str
    paths: Mapping[str, str]
    key: Callable[[Sequence[str]], Mapping[str, Sequence[str]]]
    look: Callable[[Page], None] = nothing
    picture: Callable[[Page, str, int, int], None] = nothing
    nurse: Page = field(init=False)
    secretariat: Page = field(init=False)
    right: Mapping[str, Sequence[str]] = field(init=False, default_factory=dict)

    def sign_in(self, page: Page, role: str) -> Page:
        page.goto(self.paths["sign_in"])
        page.locator("[name=login]").fill(self.accounts[role])
        page.locator("[name=password]").fill(self.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(re.compile("/home/$"))
        return page

    def who_is_missing_and_where(self) -> None:
        """The Secretariat's home, the country, the parish, and a clinic with nobody."""
        self.secretariat = self.sign_in(self.open_page(width=1280), "secretariat")
        self.look(self.secretariat)
        expect(self.workplace()).to_contain_text("Nobody certified")
        expect(self.secretariat.get_by_text("no head-count").first).to_be_visible()
        self.picture(self.secretariat, "parish", 1280, 980)
        with self.secretariat.expect_download() as file:
            self.secretariat.get_by_role("link", name="These numbers as CSV").click()
        assert WORKPLACE in file.value.path().read_text(encoding="utf-8-sig")

    def workplace(self) -> Locator:
        """The clinic's line, found as the Secretariat finds it."""
        page = self.secretariat
        page.get_by_role("link", name="Coverage", exact=True).click()
        self.look(page)
        parishes = page.get_by_role("table", name=re.compile("^Parishes"))
        parishes.get_by_role("link", name=PARISH).click()
        self.look(page)
        workplaces = page.get_by_role("table", name=re.compile("^Workplaces"))
        return workplaces.get_by_role("row", name=WORKPLACE)

    def a_lesson_between_two_patients(self) -> None:
        """What is due; a risky choice and what comes of it; home goes on where she stopped."""
        page = self.nurse = self.sign_in(self.open_page(width=360), "nurse")
        self.look(page)
        self.picture(page, "home", 360, 800)
        page.goto(self.paths["first_lesson"])
        page.get_by_text("I tell her that this is against the law.").click()
        expect(page.get_by_text("now she is warned")).to_be_visible()
        self.look(page)
        question = page.get_by_role("heading", name="The father agreed")
        question.evaluate("it => { it.scrollIntoView(); window.scrollBy(0, -24) }")
        page.mouse.move(0, 0)
        self.picture(page, "lesson", 360, 800)
        page.get_by_role("button", name=re.compile("^Done")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("How a child is drawn in")
        page.get_by_role("link", name="Home", exact=True).click()
        expect(page.get_by_text("1 of 19 parts done")).to_be_visible()
        self.look(page)

    def a_protocol_practised(self) -> None:
        """A question that comes only when it counts, and a result that names its rule."""
        page = self.nurse
        page.get_by_role("link", name="Protocols", exact=True).click()
        self.look(page)
        page.get_by_role("button", name=re.compile("^Practise: Ask alone")).click()
        page.get_by_role("group", name="Before you begin").get_by_role("checkbox").first.wait_for()
        for box in page.get_by_role("checkbox").all():
            box.check(force=True)
        page.get_by_label("12 to 17").check(force=True)
        follows = page.get_by_text(FOLLOWS)
        expect(follows).to_be_hidden()
        for question, answer in ANSWERS.items():
            group = page.get_by_role("group", name=re.compile(f"^{question}"))
            group.get_by_label(answer, exact=True).check(force=True)
        expect(follows).to_be_visible()
        self.look(page)
        page.get_by_role("button", name="Show what to do").click()
        expect(page.get_by_role("heading", name=RESULT, exact=True)).to_be_visible()
        expect(page.get_by_text("This is a recommendation. You decide.")).to_be_visible()
        self.look(page)
        self.picture(page, "practice", 360, 800)

    def the_plug_is_pulled(self) -> None:
        """Two answers sent, one kept on the phone, and sent when the line is back."""
        page = self.nurse
        page.goto(self.paths["quiz"])
        self.look(page)
        page.get_by_role("button", name="Start the quiz").click()
        expect(page.locator("[data-questions] > [data-question]")).to_have_count(20)
        ids = [
            one.get_attribute("data-question") or ""
            for one in page.locator("[data-questions] > [data-question]").all()
        ]
        self.right = self.key(ids)
        for number in (1, 2):
            self.answer(number)
            expect(self.saved()).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
            page.get_by_role("button", name="Save and go on").click()
        page.context.set_offline(True)
        self.answer(3)
        expect(self.saved()).to_have_text(re.compile("^Saved on this device at .* not sent yet$"))
        self.look(page)
        self.picture(page, "offline", 360, 800)
        page.context.set_offline(False)
        expect(self.saved()).to_have_text(re.compile(r"^Saved at \d\d:\d\d$"))
        page.get_by_role("button", name="Save and go on").click()

    def answer(self, number: int) -> None:
        expect(self.nurse.get_by_text(re.compile(rf"^Question {number} of 20, "))).to_be_visible()
        shown = self.nurse.locator("[data-question]:visible").get_attribute("data-question")
        for option in self.right[shown or ""]:
            self.nurse.locator(f'main input[value="{option}"]').check(force=True)

    def saved(self) -> Locator:
        """Where the answer of the question shown is."""
        return self.nurse.locator("[data-saved]:visible")

    def she_passes(self) -> None:
        for number in range(4, 21):
            self.answer(number)
            self.nurse.get_by_role("button", name=re.compile("^Save and")).click()
        self.look(self.nurse)
        self.nurse.get_by_role("button", name=re.compile("^Hand in")).click()
        expect(self.nurse.get_by_role("heading", name="You have passed")).to_be_visible()
        self.look(self.nurse)
        self.picture(self.nurse, "passed", 360, 800)

    def a_stranger_scans_the_certificate(self) -> None:
        """The code on the paper leads to a page that needs no account."""
        page = self.nurse
        page.get_by_role("link", name="My record", exact=True).click()
        self.look(page)
        pdf = page.get_by_role("link", name=re.compile("PDF")).get_attribute("href") or ""
        address = scan(page.request.get(pdf).body())
        stranger = self.open_page(width=360)
        stranger.goto(urlsplit(address).path)
        expect(stranger.get_by_text("This certificate is valid")).to_be_visible()
        expect(stranger.get_by_text(NURSE)).to_be_visible()
        self.look(stranger)
        self.picture(stranger, "verify", 360, 800)

    def her_workplace_is_covered(self) -> None:
        expect(self.workplace()).to_contain_text("Covered")
        self.secretariat.goto(self.paths["coverage"])
        self.picture(self.secretariat, "coverage", 1280, 980)

    def tell(self) -> None:
        """The whole story."""
        self.who_is_missing_and_where()
        self.a_lesson_between_two_patients()
        self.a_protocol_practised()
        self.the_plug_is_pulled()
        self.she_passes()
        self.a_stranger_scans_the_certificate()
        self.her_workplace_is_covered()


def scan(pdf: bytes) -> str:
    """What a phone reads from the one QR code on the first page of a certificate."""
    with pymupdf.open(stream=pdf) as paper:
        drawn = paper[0].get_pixmap(dpi=PAPER_DPI)
    picture = Image.frombytes("RGB", (drawn.width, drawn.height), drawn.samples)
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)
