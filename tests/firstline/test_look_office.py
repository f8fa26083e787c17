"""Wagtail's admin is a part of the product: its name, its way back, its errors."""

import pytest
from django.test import Client

from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def test_the_office_bears_our_name_and_leads_back(officer: Client) -> None:
    page = officer.get("/admin/").content.decode()
    assert "<title>Dashboard - Firstline back office</title>" in page
    assert "firstline/css/office.css" in page
    assert 'class="fl-office-mark"' in page
    assert "My home page" in page


def test_what_wagtail_tells_its_own_users_is_left_out(officer: Client) -> None:
    assert "whats-new-in-wagtail" not in officer.get("/admin/").content.decode()


def test_an_address_of_the_office_that_is_not_there(officer: Client) -> None:
    response = officer.get("/admin/nowhere/")
    assert response.status_code == 404
    assert "<h1>This page is not here</h1>" in response.content.decode()
