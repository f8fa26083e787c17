"""The public pages: there from the first start, kept as their authors left them."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from firstline.models import HelpPage, HomePage
from firstline.publishing import HelpContact, ensure_public_pages
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people.models import Role
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
CONTACT = HelpContact(
    contact_name="Andrea Whyte", contact_role="Training officer", contact_phone="876-555-0142"
)


@pytest.mark.parametrize("address", ["/", "/help/", "/glossary/", "/privacy/", "/worried/"])
def test_public_pages_open_without_signing_in(client: Client, address: str) -> None:
    ensure_public_pages(by=SYSTEM)
    response = client.get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert "Exit this page" in page
    assert "Worried about someone now?" in page
    assert "noindex" not in page


def test_wagtails_welcome_page_is_gone() -> None:
    home = ensure_public_pages(by=SYSTEM)
    assert Site.objects.get(is_default_site=True).root_page.specific == home
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_running_it_again_changes_nothing() -> None:
    ensure_public_pages(by=SYSTEM, contact=CONTACT)
    HelpPage.objects.update(contact_name="Somebody new")
    pages, rows = Page.objects.count(), AuditRow.objects.count()
    ensure_public_pages(by=SYSTEM, contact=CONTACT)
    assert (Page.objects.count(), AuditRow.objects.count()) == (pages, rows)
    assert HelpPage.objects.get().contact_name == "Somebody new"


def test_what_is_missing_is_made_again() -> None:
    ensure_public_pages(by=SYSTEM)
    HelpPage.objects.get().delete()
    ensure_public_pages(by=SYSTEM, contact=CONTACT)
    assert HelpPage.objects.get().contact_name == "Andrea Whyte"
    assert HomePage.objects.count() == 1


def test_an_administrator_can_make_them_and_others_can_not() -> None:
    with pytest.raises(NotAllowed):
        ensure_public_pages(by=make_user(Role.TRAINER))
    assert not HomePage.objects.exists()
    admin = make_user(Role.ADMIN)
    home = ensure_public_pages(by=admin)
    assert home.latest_revision.user == admin
    row = AuditRow.objects.filter(verb="firstline.ensure_page").first()
    assert row is not None
    assert row.actor_id == str(admin.pk)


def test_help_names_a_person(client: Client) -> None:
    ensure_public_pages(by=SYSTEM, contact=CONTACT)
    page = client.get("/help/").content.decode()
    assert "Andrea Whyte" in page
    assert 'href="tel:8765550142"' in page


def test_help_without_a_person_says_whom_to_ask(client: Client) -> None:
    ensure_public_pages(by=SYSTEM)
    assert "focal person" in client.get("/help/").content.decode()


def test_the_front_page_leads_home_once_signed_in(client: Client) -> None:
    ensure_public_pages(by=SYSTEM)
    assert "Go to my home page" not in client.get("/").content.decode()
    client.force_login(make_user())
    page = client.get("/").content.decode()
    assert "Go to my home page" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Sign out" in page


@pytest.mark.parametrize("address", ["/", "/help/", "/worried/"])
def test_public_pages_stay_cheap(
    client: Client, address: str, django_assert_max_num_queries: Any
) -> None:
    ensure_public_pages(by=SYSTEM)
    client.force_login(make_user())
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)
