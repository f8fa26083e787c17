"""The frame and the pages of no room, in a browser: reachable, readable, and quickly left."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from firstline.publishing import HelpContact, ensure_public_pages
from foundation.audit.actors import SYSTEM
from tests.e2e.conftest import assert_accessible
from tests.factories.people import make_user

PUBLIC = ["/", "/help/", "/privacy/", "/worried/", "/nowhere/"]


@pytest.fixture
def public_pages() -> None:
    ensure_public_pages(
        by=SYSTEM, contact=HelpContact("Andrea Whyte", contact_phone="876-555-0142")
    )


@pytest.fixture
def weather(settings: Any, live_server: Any) -> str:
    """An ordinary page on what is another host to the browser."""
    settings.EXIT_URL = f"{live_server}/healthz/live".replace("localhost", "127.0.0.1")
    assert "127.0.0.1" in settings.EXIT_URL
    return str(settings.EXIT_URL)


@pytest.fixture
def style_guide(settings: Any) -> None:
    settings.STYLEGUIDE = True


def sign_in(page: Page, live_server: Any) -> None:
    """Sign in behind the scenes: these tests are not about the sign-in page."""
    client = Client()
    client.force_login(make_user())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": str(live_server)}]
    )


@pytest.mark.usefixtures("public_pages")
@pytest.mark.parametrize(("width", "javascript"), [(320, False), (360, True), (1280, True)])
def test_public_pages_fit_and_are_accessible(
    open_page: Callable[..., Page], width: int, javascript: bool
) -> None:
    page = open_page(width=width, javascript=javascript)
    for address in PUBLIC:
        page.goto(address)
        expect(page.get_by_role("link", name="Exit this page")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert_accessible(page)


@pytest.mark.usefixtures("public_pages", "style_guide")
@pytest.mark.parametrize(
    "media", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"media": "print"}]
)
def test_every_component_is_accessible(
    open_page: Callable[..., Page], media: dict[str, Any]
) -> None:
    page = open_page(width=360)
    page.emulate_media(**media)
    page.goto("/styleguide/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(page)


@pytest.mark.usefixtures("public_pages", "style_guide")
def test_text_may_be_twice_as_large(open_page: Callable[..., Page]) -> None:
    page = open_page(width=1280)
    for address in [*PUBLIC, "/styleguide/"]:
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, address


@pytest.mark.usefixtures("public_pages")
def test_no_page_asks_another_host(open_page: Callable[..., Page], live_server: Any) -> None:
    page = open_page(width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in PUBLIC:
        page.goto(address, wait_until="networkidle")
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(str(live_server)).netloc}


@pytest.mark.usefixtures("public_pages")
@pytest.mark.parametrize("javascript", [True, False])
def test_exit_leaves_nothing_behind(
    open_page: Callable[..., Page], live_server: Any, weather: str, javascript: bool
) -> None:
    page = open_page(width=360, javascript=javascript)
    sign_in(page, live_server)
    page.goto("/")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(weather)
    page.go_back()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    assert settings.SESSION_COOKIE_NAME not in {
        cookie.get("name") for cookie in page.context.cookies()
    }


@pytest.mark.usefixtures("public_pages")
def test_escape_three_times_is_an_exit(
    open_page: Callable[..., Page], live_server: Any, weather: str
) -> None:
    page = open_page()
    sign_in(page, live_server)
    page.goto("/help/")
    page.goto("/worried/")
    page.evaluate("localStorage.setItem('draft', 'words')")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.url.endswith("/worried/")
    page.keyboard.press("Escape")
    page.wait_for_url(weather)
    # The page that was left is not in the history: Back leads to the one before.
    page.go_back()
    page.wait_for_url("**/help/")
    assert page.evaluate("localStorage.getItem('draft')") is None
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


@pytest.mark.usefixtures("public_pages", "style_guide")
def test_the_page_works_from_the_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(width=360)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main").get_by_role("link", name="Sign in")).to_be_focused()


@pytest.mark.usefixtures("style_guide")
def test_what_went_wrong_is_read_first(open_page: Callable[..., Page]) -> None:
    page = open_page(width=360)
    page.goto("/styleguide/")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator(".govuk-error-summary").get_by_role("link").first.click()
    expect(page.locator("#id_email")).to_be_focused()
