"""A protocol from the back office to a nurse's phone."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django import Settings

from people.models import User
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
from tests.factories.protocols import (
    make_demo_version,
    make_draft,
    make_version,
    verify_contacts,
)

OpenPage = Callable[..., Page]
Enter = Callable[[Page, str], None]
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


@pytest.fixture
def enter(live_server: object) -> Enter:
    """Be signed in as somebody, without the page for it. Their browser keeps what it has loaded."""

    def be(page: Page, email: str) -> None:
        client = Client()
        client.force_login(User.objects.get(email=email))
        key = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": key, "value": client.cookies[key].value, "url": str(live_server)}
        page.context.add_cookies([cookie])  # type: ignore[list-item]

    return be


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
        assert "item_" not in page.url
        expect(page.get_by_role("heading", level=1)).to_contain_text("Strong signs")
        expect(page.get_by_text("two or more parts of what makes trafficking")).to_be_visible()
        expect(page.get_by_text("St Thomas child and family desk").first).to_be_visible()
        expect(page.get_by_text("You decide")).to_be_visible()
        check_page(page, "result-360")
        page.get_by_role("link", name="Practise again").click()
        page.get_by_role("button", name="Stop: danger, distress").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("You stopped")
        expect(page.get_by_role("link", name="119")).to_be_visible()
        check_page(page, "stopped-360")

    def fill(self, page: Page) -> None:
        """Tick the preconditions, a child of 12 to 17, and signs in two parts."""
        for box in page.get_by_role("group", name="Before you begin").get_by_role("checkbox").all():
            box.check()
        answer(page, "How old does the person seem", "12 to 17")
        answer(page, "The person is being hurt", "No")
        for sign in (
            "Somebody else speaks",
            "Somebody else keeps",
            "They work when",
            "What they earn",
        ):
            answer(page, sign, "Yes, I noticed it")
        answer(page, "They miss school", "Some days a month")
        answer(page, "Injuries, hunger", "I could not see this")
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
        text = " ".join(pages[0].extract_text().split())
        for words in (
            "211",
            "119",
            "Illustrative",
            "Version 1.0.0",
            "Verified on 10 February 2026",
        ):
            assert words in text


class TestQuestions:
    """With scripts, a question comes when its answer counts, and goes when it does not."""

    def test_it_comes_and_goes(self, open_page: OpenPage, enter: Enter) -> None:
        make_demo_version()
        make_nurse()
        page = open_page(width=360)
        enter(page, "nurse@firstline.example")
        page.goto("/protocols/watch-and-refer/practice/?language=es")
        question = page.get_by_role("group", name="Esa persona mayor le pide")
        expect(question).to_be_hidden()
        answer(page, "Cosas nuevas o dinero", "Sí, lo noté")
        expect(question).to_be_visible()
        check_page(page, "questions-360")
        answer(page, "Cosas nuevas o dinero", "No")
        expect(question).to_be_hidden()


class TestApproval:
    """A specialist writes and is stopped by the proof; three people sign; it is put in force."""

    def test_from_the_editor_to_in_force(
        self, open_page: OpenPage, enter: Enter, settings: Settings
    ) -> None:
        settings.PROTOCOL_SIGNING_ROLES = ["specialist", "legal", "secretariat"]
        writer = make_user("specialist", email="writer@firstline.example")
        for role in ("specialist", "legal", "secretariat"):
            make_user(role, email=f"{role}@firstline.example")
        draft = make_draft(by=writer)
        verify_contacts(timezone.now())
        desk = open_page()
        enter(desk, "writer@firstline.example")
        self.write(desk, draft.pk)
        # Signing needs no script, and pages without one are quick.
        page = open_page(javascript=False)
        enter(page, "writer@firstline.example")
        self.press(page, draft.pk, "sign", "Yes, sign this content")
        expect(page.get_by_text("Somebody else has to sign it.")).to_be_visible()
        for role in ("specialist", "legal", "secretariat"):
            enter(page, f"{role}@firstline.example")
            self.press(page, draft.pk, "sign", "Yes, sign this content")
            expect(page.get_by_text("You signed this content.")).to_be_visible()
        self.press(page, draft.pk, "freeze", "Yes, freeze this version")
        expect(page.get_by_text("The protocol was frozen.")).to_be_visible()
        shoot(page, "check-frozen")
        assert ProtocolVersion.objects.get().document["licence"] == "CC0"

    def write(self, page: Page, pk: int) -> None:
        """Take a reason away, read at its place that it is missing, and put it back."""
        page.goto(f"/admin/snippets/protocols/protocoldraft/edit/{pk}/")
        expect(page.get_by_label("D1: Sign D1").first).to_be_checked()
        page.get_by_label("Licence").fill("CC0")
        rule = page.locator("[data-contentpath=rules] [data-contentpath=reason] textarea").first
        rule.fill("")
        expect(page.get_by_text("This is missing.").last).to_be_visible()
        told = page.locator(".protocol-problem").all_text_contents()
        assert told == ["Rules 1, reason: This is missing."]
        shoot(page, "edit")
        rule.fill("Danger at this moment.")
        expect(page.get_by_text("Nothing. The draft as it stands here")).to_be_visible()
        page.get_by_role("button", name="Save").first.click()
        page.wait_for_url("**/protocoldraft/")

    def press(self, page: Page, pk: int, name: str, confirm: str) -> None:
        page.goto(f"/admin/snippets/protocols/protocoldraft/{name}/{pk}/")
        page.get_by_role("button", name=confirm).click()


class TestSuspension:
    """Two people who sign protocols take one out of use, with two clicks each."""

    def test_two_clicks_by_two_people(self, open_page: OpenPage, enter: Enter) -> None:
        make_version()
        page = open_page(javascript=False)
        for role in ("legal", "secretariat"):
            make_user(role, email=f"{role}@firstline.example")
            enter(page, f"{role}@firstline.example")
            page.goto("/protocols/")
            page.get_by_role("link", name=re.compile("^Suspend at once.*Small protocol$")).click()
            page.get_by_role("button", name="Suspend this version").click()
        expect(page.get_by_text("It is suspended from this moment.")).to_be_visible()
        page.goto("/protocols/small/practice/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("suspended")
        check_page(page, "suspended")
