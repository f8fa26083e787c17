"""Signing in and one's own account in a browser: nothing for axe to find, on a small screen."""

import re
import time
from collections.abc import Callable

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect
from pytest_django import Settings

from people.models import User
from tests.e2e.conftest import assert_accessible
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
)

Opener = Callable[..., Page]


def member(role: str | None = None, **scope: object) -> User:
    """MOE/12345, nurse@clinic.example."""
    person = make_person("Marva Delphine Brown", "Marva")
    make_posting(make_staff_record(person, make_agency("MOE"), number="12345"))
    return make_user(role, person=person, email="nurse@clinic.example", **scope)


def sign_in(page: Page, login: str = "moe/12345", password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address or staff number").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def assert_fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_wrong_try_says_what_to_do_and_the_right_one_signs_in(open_page: Opener) -> None:
    member()
    page = open_page(width=360)
    sign_in(page, password="not this one")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page.get_by_label("E-mail address or staff number")).to_have_value("moe/12345")
    assert_accessible(page)
    assert_fits(page)


def test_signing_in_needs_no_javascript(open_page: Opener) -> None:
    member()
    page = open_page(width=360, javascript=False)
    sign_in(page)
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()


PUBLIC = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-abc/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/abc/",
    "/accounts/inactive/",
]
OWN = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
]


def test_public_account_pages(open_page: Opener) -> None:
    page = open_page(width=360)
    for address in PUBLIC:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
        assert_fits(page)


def test_own_account_pages(open_page: Opener) -> None:
    member()
    page = open_page(width=360)
    sign_in(page)
    for address in OWN:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))
    page.goto("/accounts/sessions/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_errors_on_the_password_page(open_page: Opener) -> None:
    member()
    page = open_page(width=360)
    sign_in(page)
    page.goto("/accounts/password/change/")
    page.get_by_label("Present password").fill("not mine")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password again").fill("shorter")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("link", name="This is not your present password.")).to_be_visible()
    assert_accessible(page)


def test_setting_up_the_second_step(open_page: Opener, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["secretariat"]
    member("secretariat")
    page = open_page(width=360)
    sign_in(page)
    page.goto("/admin/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Set up the second step")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    secret = page.locator("main code").inner_text()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert_accessible(page)
    page.goto("/accounts/2fa/")
    assert_accessible(page)
    page.goto("/accounts/2fa/totp/deactivate/")
    assert_accessible(page)
    page.goto("/accounts/2fa/recovery-codes/generate/")
    assert_accessible(page)
    page.goto("/admin/")
    expect(page).to_have_title(re.compile("Dashboard|Firstline"))

    later = open_page(width=360)
    sign_in(later)
    expect(later.get_by_role("heading", name="Enter your code")).to_be_visible()
    assert_accessible(later)
    assert_fits(later)


def test_the_roster_pages(open_page: Opener) -> None:
    member("focal", agency=make_agency("MOE"))
    page = open_page(width=360)
    sign_in(page)
    page.goto("/people/")
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("link", name="Marva Delphine Brown").click()
    expect(page.get_by_role("heading", name="Marva Delphine Brown")).to_be_visible()
    assert_accessible(page)
    page.goto("/people/?q=nobody")
    expect(page.get_by_text("Nobody found")).to_be_visible()
    assert_accessible(page)
