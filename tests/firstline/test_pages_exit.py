"""Exit this page: out of the session, out of the cache, on to an ordinary page."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_exit_signs_out_and_clears_what_the_browser_kept(client: Client, settings: object) -> None:
    settings.EXIT_URL = "https://weather.example/"  # type: ignore[attr-defined]
    client.force_login(make_user())
    response = client.get("/exit/")
    assert response.status_code == 302
    assert response["Location"] == "https://weather.example/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    ("asked", "cleared"),
    [("sealed", '"cache"'), ("all", '"cache", "storage"'), ("", '"cache", "storage"')],
)
def test_only_a_page_that_dropped_its_key_may_leave_sealed_answers(
    client: Client, asked: str, cleared: str
) -> None:
    client.force_login(make_user())
    assert client.get("/exit/", {"keep": asked})["Clear-Site-Data"] == cleared
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch"},
    ],
)
def test_nobody_else_can_sign_a_person_out(client: Client, headers: dict[str, str]) -> None:
    client.force_login(make_user())
    response = client.get("/exit/", headers=headers)
    assert response.status_code == 302
    assert "Clear-Site-Data" not in response
    assert SESSION_KEY in client.session
    client.get("/exit/", headers={"Sec-Fetch-Site": "same-origin"})
    assert SESSION_KEY not in client.session


def test_a_stranger_can_leave_too(client: Client) -> None:
    assert client.get("/exit/").status_code == 302


def test_signed_in_pages_are_stored_nowhere(client: Client) -> None:
    assert "no-store" not in client.get("/worried/").get("Cache-Control", "")
    client.force_login(make_user())
    assert client.get("/worried/")["Cache-Control"] == "no-store, private"
