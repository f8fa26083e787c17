"""A protocol from the back office to a nurse's phone."""

import io
import os
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from protocols.models import ProtocolVersion
from tests.e2e.conftest import assert_accessible
from tests.factories.people import (
    PASSWORD,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.factories.protocols import make_demo_draft, make_demo_version, verify_contacts

OpenPage = Callable[..., Page]
SHOTS = os.environ.get("FIRSTLINE_SHOTS")


def shoot(page: Page, name: str) -> None:
    """Keep a picture where FIRSTLINE_SHOTS names a folder, for looking at."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def sign_in(page: Page, login: str) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def make_nurse() -> None:
    """A nurse posted in St Thomas who signs in as nurse@firstline.example."""
    person = make_person()
    record = make_staff_record(person=person)
    make_posting(record, make_workplace(agency=record.agency))
    make_user(person=person, email="nurse@firstline.example")


def assert_fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def check_page(page: Page, name: str) -> None:
    shoot(page, name)
    assert_fits(page)
    assert_accessible(page)


def answer(page: Page, sign: str, words: str) -> None:
    group = page.get_by_role("group", name=sign)
    group.get_by_label(words, exact=True).check()


class TestPractice:
    """A nurse practises on a phone without JavaScript."""

    def test_from_the_list_to_the_steps(self, open_page: OpenPage) -> None:
        make_demo_version()
        make_nurse()
        page = open_page(width=360, javascript=False)
        sign_in(page, "nurse@firstline.example")
        page.goto("/protocols/")
        check_page(page, "list-360")
        page.get_by_role("button", name="Practise: Watch and refer").click()
        expect(page.get_by_text("PRACTICE. Not a real person.")).to_be_visible()
        check_page(page, "practice-360")
        page.get_by_role("button", name="Show what to do").click()
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        check_page(page, "practice-errors-360")
        self.fill(page)
        assert "?" not in page.url
        expect(page.get_by_role("heading", level=1)).to_contain_text("Strong signs")
        expect(page.get_by_text("four or more of the seven signs")).to_be_visible()
        expect(page.get_by_text("St Thomas child and family desk").first).to_be_visible()
        expect(page.get_by_text("You decide")).to_be_visible()
        check_page(page, "result-360")
        page.get_by_role("link", name="Practise again").click()
        page.get_by_role("button", name="Stop: danger, distress").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("You stopped")
        expect(page.get_by_role("link", name="119")).to_be_visible()
        check_page(page, "stopped-360")

    def fill(self, page: Page) -> None:
        """Tick the preconditions, a child of 12 to 17, and four of seven signs."""
        for box in page.get_by_role("group", name="Before you begin").get_by_role("checkbox").all():
            box.check()
        answer(page, "How old does the person seem", "12 to 17")
        answer(page, "The person is being hurt", "No")
        for sign in (
            "Somebody else speaks",
            "Somebody else keeps",
            "Injuries, hunger",
            "They are afraid",
        ):
            answer(page, sign, "Yes, I noticed it")
        answer(page, "They work when", "I could not see this")
        page.get_by_role("button", name="Show what to do").click()


class TestSheet:
    """The sheet is open to everyone and fits one sheet of paper."""

    def test_one_page_of_a4(self, open_page: OpenPage) -> None:
        make_demo_version()
        page = open_page(width=360, javascript=False)
        response = page.goto("/protocols/watch-and-refer/sheet/")
        assert response is not None
        assert response.status == 200
        check_page(page, "sheet-360")
        paper = page.pdf(format="A4", prefer_css_page_size=True)
        if SHOTS:
            (Path(SHOTS) / "sheet.pdf").write_bytes(paper)
        pages = PdfReader(io.BytesIO(paper)).pages
        assert len(pages) == 1
        text = pages[0].extract_text()
        for words in (
            "211",
            "119",
            "Illustrative",
            "Version 1.0.0",
            "Verified on 10 February 2026",
        ):
            assert words in text


class TestApproval:
    """A specialist writes, the legal signatory and the Secretariat sign, all in the back office."""

    def test_a_change_needs_a_new_signature_and_then_it_is_in_force(
        self, open_page: OpenPage
    ) -> None:
        specialist = make_user("specialist", email="specialist@firstline.example")
        make_user("secretariat", email="secretariat@firstline.example")
        make_user("legal", email="legal@firstline.example")
        draft = make_demo_draft(by=specialist)
        verify_contacts(timezone.now())
        writer, signer, lawyer = open_page(), open_page(), open_page()
        # The editor draws a long form by script.
        writer.set_default_timeout(30_000)
        signer.set_default_timeout(30_000)
        lawyer.set_default_timeout(30_000)
        sign_in(signer, "secretariat@firstline.example")
        sign_in(writer, "specialist@firstline.example")
        self.press(signer, draft.pk, "Sign", "Yes, sign this content")
        expect(signer.get_by_text("You signed this content.")).to_be_visible()
        self.edit_licence(writer, draft.pk)
        self.press(signer, draft.pk, "Freeze", "Yes, freeze this version")
        expect(signer.get_by_text("Signatures are missing")).to_be_visible()
        assert ProtocolVersion.objects.count() == 0
        self.press(signer, draft.pk, "Sign", "Yes, sign this content")
        self.press(signer, draft.pk, "Freeze", "Yes, freeze this version")
        expect(signer.get_by_text("Signatures are missing")).to_be_visible()
        sign_in(lawyer, "legal@firstline.example")
        self.press(lawyer, draft.pk, "Sign", "Yes, sign this content")
        expect(lawyer.get_by_text("You signed this content.")).to_be_visible()
        self.press(signer, draft.pk, "Freeze", "Yes, freeze this version")
        expect(signer.get_by_text("The protocol was frozen.")).to_be_visible()
        shoot(signer, "check-frozen")
        assert ProtocolVersion.objects.get().document["licence"] == "CC0"

    def press(self, page: Page, pk: int, button: str, confirm: str) -> None:
        page.goto(f"/admin/snippets/protocols/protocoldraft/check/{pk}/")
        page.get_by_role("link", name=button, exact=True).click()
        page.get_by_role("button", name=confirm).click()

    def edit_licence(self, page: Page, pk: int) -> None:
        page.goto(f"/admin/snippets/protocols/protocoldraft/edit/{pk}/")
        page.get_by_label("Licence").fill("CC0")
        expect(page.get_by_label("D1: The person is being hurt").first).to_be_checked()
        expect(page.get_by_label("A1: Somebody else speaks").first).not_to_be_checked()
        shoot(page, "edit")
        page.get_by_role("button", name="Save").first.click()
        page.wait_for_url("**/protocoldraft/", timeout=30_000)
        shoot(page, "index")
