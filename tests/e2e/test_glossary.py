"""A learner looks a word up, on a phone and without a script; folded workplaces are printed unfolded."""

import re
from collections.abc import Callable

import pymupdf
import pytest
from playwright.sync_api import Page, expect

from firstline.demo.api import describe
from tests.e2e.conftest import assert_accessible

pytestmark = pytest.mark.usefixtures("demo")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_word_of_a_lesson_leads_to_the_glossary(
    open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(width=360, javascript=javascript)
    page.goto("/glossary/")
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="G").click()
    expect(page).to_have_url(re.compile("#letter-G$"))
    page.get_by_label("Find a word").fill("trata")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("1 word found")
    expect(page.get_by_text("Trafficking in persons", exact=True)).to_be_visible()
    assert_accessible(page)
    assert not page.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")


def test_the_folded_workplaces_are_opened_and_printed(open_page: Callable[..., Page]) -> None:
    demo = describe()
    page = open_page(width=1280)
    page.goto(demo.paths["sign_in"])
    page.locator("[name=login]").fill(demo.accounts["secretariat"])
    page.locator("[name=password]").fill(demo.password)
    page.get_by_role("button", name="Sign in").click()
    page.goto(demo.paths["coverage"])
    # The first parish of the list, and a workplace of it that its fold hides.
    fold = page.locator("details.fl-fold").first
    first = fold.locator("tbody th").first
    expect(first).to_have_count(1)
    expect(first).to_be_hidden()
    name = " ".join((first.text_content() or "").split())
    with pymupdf.open(stream=page.pdf()) as printed:
        text = " ".join(" ".join(sheet.get_text() for sheet in printed).split())
    assert name in text
    fold.locator("summary").click()
    expect(first).to_be_visible()
    assert_accessible(page)
