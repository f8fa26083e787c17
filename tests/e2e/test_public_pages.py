"""What anybody can open."""

from collections.abc import Callable

from playwright.sync_api import Page


def test_sign_in_page_opens(open_page: Callable[..., Page]) -> None:
    page = open_page(width=360)
    response = page.goto("/accounts/login/")
    assert response is not None
    assert response.status == 200
