"""When something is wrong the page says so in our look and words, and asks no database."""

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.defaults import bad_request, permission_denied, server_error

from firstline import urls


def broken(request: HttpRequest) -> HttpResponse:
    raise OperationalError("the database is away")


def forbidden(request: HttpRequest) -> HttpResponse:
    return permission_denied(request, Exception())


def unreadable(request: HttpRequest) -> HttpResponse:
    return bad_request(request, Exception())


@pytest.fixture
def odd_pages(settings: object) -> None:
    """Pages that fail in the ways pages can."""
    added = [
        path("broken/", broken),
        path("forbidden/", forbidden),
        path("unreadable/", unreadable),
    ]
    settings.ROOT_URLCONF = type("Conf", (), {"urlpatterns": [*added, *urls.urlpatterns]})  # type: ignore[attr-defined]


@pytest.fixture
def quiet_client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.usefixtures("odd_pages")
@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/nowhere/", 404, "This page is not here"),
        ("/forbidden/", 403, "You may not open this page"),
        ("/unreadable/", 400, "This request could not be read"),
        ("/broken/", 500, "Something went wrong here"),
    ],
)
def test_errors_speak_plainly(quiet_client: Client, address: str, status: int, says: str) -> None:
    response = quiet_client.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{says}</h1>" in page
    assert "Exit this page" in page
    assert "Get help" in page
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_broken_page_needs_no_database() -> None:
    # Without the django_db mark any query fails this test.
    response = server_error(HttpRequest())
    assert b"Something went wrong here" in response.content


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/logout/")
    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


@pytest.mark.django_db
def test_the_style_guide_is_for_developers(
    client: Client, settings: object, django_assert_max_num_queries: Callable[..., object]
) -> None:
    settings.STYLEGUIDE = False  # type: ignore[attr-defined]
    assert client.get("/styleguide/").status_code == 404
    settings.STYLEGUIDE = True  # type: ignore[attr-defined]
    assert client.get("/styleguide/").status_code == 200
