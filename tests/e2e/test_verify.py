"""A stranger with a paper in hand: a phone, no account, perhaps no script."""

import pytest
from playwright.sync_api import expect

from certificates.serials import grouped
from tests.e2e.conftest import assert_accessible
from tests.factories.certificates import make_certificate
from tests.factories.people import make_person


@pytest.fixture
def certificate():
    from django.utils import timezone

    return make_certificate(make_person("Marcia A. Campbell"), issued_at=timezone.now())


@pytest.mark.parametrize("javascript", [True, False])
def test_a_stranger_checks_a_code_and_is_told_plainly_about_a_wrong_one(
    open_page, certificate, javascript: bool
) -> None:
    page = open_page(width=360, javascript=javascript)

    page.goto("/verify/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check a certificate")
    assert_accessible(page)
    page.get_by_label("Code on the certificate").fill("not a code")
    page.get_by_role("button", name="Check this code").click()
    expect(page.get_by_text("A code has 16 letters and digits").first).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Code on the certificate").fill(grouped(certificate.code).lower())
    page.get_by_role("button", name="Check this code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This certificate is valid")
    for shown in ["Marcia A. Campbell", "Child screening", certificate.serial]:
        expect(page.get_by_text(shown, exact=True)).to_be_visible()
    expect(page.get_by_text("it has been changed")).to_be_visible()
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)

    page.get_by_role("main").get_by_role("link", name="Check another code").click()
    page.get_by_label("Code on the certificate").fill("7K3M-9QZT-2F8H-XW4D")
    page.get_by_role("button", name="Check this code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We do not know this code")
    expect(page.get_by_text("No certificate was issued with it.")).to_be_visible()
    assert_accessible(page)
    assert_nothing_scrolls_sideways(page)


def assert_nothing_scrolls_sideways(page) -> None:
    wide = page.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")
    assert not wide
