"""The pictures that the how-tos need beside the story's: back office, rosters, results, protocols."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.e2e.demo_story import DemoStory

QUIZ = """
import json
from assessments.models import QuizPage
print(json.dumps(QuizPage.objects.get(slug="final-quiz").pk))
"""
SETTLES_MS, SAVES_MS = 400, 5000


@dataclass
class HowTos:
    """Walks through the offices of focal person, trainer and specialist."""

    story: DemoStory
    keep: Callable[[Page, str, int, int], None]
    ask: Callable[[str], object]

    def take(self) -> None:
        self.of_the_focal_person()
        self.of_the_trainer()
        self.of_the_specialist()

    def enter(self, role: str) -> Page:
        return self.story.sign_in(self.story.open_page(), role)

    def of_the_focal_person(self) -> None:
        page = self.enter("focal")
        page.goto("/people/")
        self.keep(page, "people", 1280, 900)
        page.get_by_role("link", name="Marcia Elaine Campbell").click()
        page.wait_for_load_state()
        self.keep(page, "person", 1280, 900)
        page.goto("/people/sign-ins/")
        self.keep(page, "sign-ins", 1280, 760)
        for box in page.get_by_role("checkbox").all()[:3]:
            box.check()
        page.get_by_role("button", name="Print slips").click()
        self.keep(page, "slips", 1280, 720)
        page.goto("/people/requests/")
        page.get_by_role("table").get_by_role("link").first.click()
        page.wait_for_load_state()
        self.keep(page, "request", 1280, 900)

    def of_the_trainer(self) -> None:
        page = self.enter("trainer")
        page.goto("/results/")
        page.get_by_role("link", name="Final quiz").click()
        page.wait_for_load_state()
        self.keep(page, "attempts", 1280, 720)
        page.goto(page.url + "?state=late")
        page.get_by_role("table").get_by_role("link").first.click()
        page.get_by_role("heading", name="Late answers", exact=True).scroll_into_view_if_needed()
        self.keep(page, "late-answers", 1280, 1500)
        page.goto("/results/help/")
        page.get_by_role("link", name="Give an attempt").first.click()
        page.wait_for_load_state()
        self.keep(page, "another-attempt", 1280, 720)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"/admin/pages/{self.ask(QUIZ)}/edit/")
        needed = page.get_by_label("Right answers needed in this section")
        needed.nth(4).scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        self.keep(page, "quiz-editor", 1280, 900)

    def of_the_specialist(self) -> None:
        """Three places of the editor. What is emptied for the picture is written again."""
        page = self.enter("specialist")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/admin/snippets/protocols/protocoldraft/")
        page.get_by_role("link", name="Watch and refer, for schools").first.click()
        page.wait_for_load_state("networkidle")
        show(page, page.locator("[data-contentpath=options]").first, 100)
        self.keep(page, "protocol-question", 1280, 900)
        rules = page.locator("[data-contentpath=rules]")
        show(page, rules.locator("[data-contentpath=dimensions]").first, 320)
        self.keep(page, "protocol-rule", 1280, 900)
        reason = rules.locator("[data-contentpath=reason] textarea").first
        written = reason.input_value()
        reason.fill("")
        note = page.locator(".protocol-problem").first
        note.wait_for()
        show(page, note, 120)
        self.keep(page, "protocol-problem", 1280, 900)
        reason.fill(written)
        page.wait_for_timeout(SAVES_MS)


def show(page: Page, place: Locator, above: int) -> None:
    """Scroll until `place` stands `above` pixels below the top, and wait until nothing moves."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    page.evaluate("y => window.scrollBy(0, y)", (box["y"] if box else 0) - above)
    page.wait_for_timeout(SETTLES_MS)
