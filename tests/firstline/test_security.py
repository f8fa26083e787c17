"""Headers of every class of answer: pages, redirects, refusals, errors, files, the back office."""

import re

import pytest
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from firstline import urls
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
STRICT = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
]
OTHER_HOST = re.compile(r"https?:|//")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), path("", include(urls))]
handler500 = "django.views.defaults.server_error"


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def directives(response: HttpResponse) -> list[str]:
    policy = response.headers["Content-Security-Policy"]
    return [part.strip() for part in policy.split(";")]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/accounts/login/", 200),
        ("post", "/accounts/login/", 200),
        ("get", "/worried/", 200),
        ("get", "/accounts/email/", 302),
        ("get", "/no-such-page/", 404),
        ("put", "/accounts/logout/", 405),
        ("get", "/broken/", 500),
    ],
)
def test_every_answer_carries_the_strict_policy(
    client: Client, method: str, address: str, status: int
) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == status
    assert set(STRICT) <= set(directives(response))
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not OTHER_HOST.search(policy)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_a_refused_form_carries_it_too(settings: Settings) -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    assert response.status_code == 403
    assert set(STRICT) <= set(directives(response))


def test_a_foreign_host_is_refused_with_it(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert set(STRICT) <= set(directives(response))


def test_only_the_back_office_gets_the_looser_policy(client: Client) -> None:
    client.force_login(make_user("admin"))
    office = client.get("/admin/")
    assert office.status_code == 200
    assert "script-src 'self' 'unsafe-inline'" in directives(office)
    assert "frame-ancestors 'self'" in directives(office)
    assert not OTHER_HOST.search(office.headers["Content-Security-Policy"])
    assert set(STRICT) <= set(directives(client.get("/administrative/")))


def test_the_back_office_asks_no_other_host(client: Client) -> None:
    client.force_login(make_user("admin"))
    page = client.get("/admin/").content.decode()
    loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="([^"]+)"', page)
    assert loaded
    assert [address for address in loaded if address.startswith(("http", "//"))] == []


def test_pages_of_somebody_signed_in_stay_in_no_cache(client: Client) -> None:
    assert "no-store" not in client.get("/worried/").headers.get("Cache-Control", "")
    client.force_login(make_user())
    assert "no-store" in client.get("/accounts/sessions/").headers["Cache-Control"]


def test_session_cookies_are_out_of_scripts_reach(client: Client) -> None:
    user = make_user(email="a@clinic.example")
    form = {"login": "a@clinic.example", "password": "correct horse battery"}
    cookie = client.post("/accounts/login/", form).cookies[configured.SESSION_COOKIE_NAME]
    assert client.session["_auth_user_id"] == str(user.pk)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    # Kept for this visit of the browser only.
    assert cookie["max-age"] == ""


def test_djangos_own_admin_is_not_there() -> None:
    assert "django.contrib.admin" not in configured.INSTALLED_APPS


@pytest.mark.parametrize(
    "address", ["/verify/%00/", "/verify/?code=%00", "/search/?q=a%00b", "/no%00where/"]
)
def test_an_address_with_the_character_nul_is_none(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
    client.force_login(make_user("secretariat"))
    assert client.get(address).status_code == 404
