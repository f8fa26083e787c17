"""The Secretariat sees where nobody is certified, on a wide screen and on a phone."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.coverage import make_requirement
from tests.factories.people import (
    make_agency,
    make_area,
    make_establishment,
    make_posting,
    make_user,
    make_workplace,
)


def sign_in(page: Page, user) -> None:
    """Give the browser a session of this user."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}]
    )


@pytest.fixture
def clinic():
    agency, area = make_agency("SERHA"), make_area()
    make_establishment(agency=agency, filled=20, funded=25)
    make_establishment(agency=agency, area=area, filled=10, funded=10)
    other = make_area("portland", "Portland")
    make_establishment(agency=agency, area=other, filled=9, funded=9)
    empty = make_workplace("empty", "Harbour Clinic", agency, other)
    make_establishment(workplace=empty, filled=9, funded=9)
    clinic = make_workplace("hill-top", "Hill Top Clinic", agency, area)
    make_establishment(workplace=clinic)
    return clinic


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (360, False)])
def test_the_secretariat_finds_where_people_are_missing(
    open_page, clinic, width: int, javascript: bool
) -> None:
    make_certificate(make_posting(workplace=clinic).staff_record.person, issued_at=ISSUED)
    make_requirement(agencies=[clinic.agency])
    page = open_page(width=width, javascript=javascript)
    sign_in(page, make_user("secretariat"))

    page.goto("/coverage/?day=2026-11-01")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is certified to screen")
    expect(page.get_by_text("of 20 in post")).to_be_visible()
    expect(page.get_by_text("Covered", exact=True)).to_be_visible()
    expect(page.get_by_text("Nobody certified", exact=True)).to_be_visible()
    assert_accessible(page)
    assert not page.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")

    page.get_by_role("link", name="Portland").click()
    expect(page.get_by_text("of 9 in post")).to_be_visible()
    expect(page.get_by_text("Hill Top Clinic")).to_be_hidden()
    assert_accessible(page)


def test_before_any_requirement_the_way_on_is_shown(open_page) -> None:
    page = open_page(width=360)
    sign_in(page, make_user("secretariat"))
    page.goto("/coverage/")
    expect(page.get_by_role("link", name="Add a requirement")).to_be_visible()
    assert_accessible(page)
