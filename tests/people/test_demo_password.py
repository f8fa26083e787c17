"""The demo's password and addresses have no place in the real service."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from pytest_django import Settings

from foundation.audit.actors import SYSTEM
from people import actions
from people.checks import refuse_demo_accounts
from people.errors import WeakPassword
from people.models import User
from people.passwords import DEMO_PASSWORD
from tests.factories.people import make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db


def deploy_check() -> None:
    call_command("check", "--tag", "database", deploy=True, databases=["default"])


def test_it_cannot_be_set_in_production(settings: Settings) -> None:
    actions.open_account(by=SYSTEM, person=make_person(), password=DEMO_PASSWORD)
    settings.PRODUCTION = True
    with pytest.raises(WeakPassword, match="printed in the demo"):
        actions.open_account(by=SYSTEM, person=make_person(), password=DEMO_PASSWORD)
    actions.open_account(by=SYSTEM, person=make_person(), password="anything else here")


def test_it_cannot_be_chosen_by_a_user_in_production(client: Client, settings: Settings) -> None:
    user = make_user()
    form = {
        "oldpassword": "correct horse battery",
        "password1": DEMO_PASSWORD,
        "password2": DEMO_PASSWORD,
    }
    client.force_login(user)
    settings.PRODUCTION = True
    assert "printed in the demo" in client.post("/accounts/password/change/", form).content.decode()
    settings.PRODUCTION = False
    assert client.post("/accounts/password/change/", form).status_code == 302


def test_it_does_not_sign_in_in_production(settings: Settings) -> None:
    person = make_person()
    make_staff_record(person, make_agency("MOE"), number="12345")
    make_user(person=person, password=DEMO_PASSWORD)
    form = {"login": "MOE/12345", "password": DEMO_PASSWORD}
    assert Client().post("/accounts/login/", form).status_code == 302
    settings.PRODUCTION = True
    refused = Client().post("/accounts/login/", form)
    assert "The sign-in name or the password is not right." in refused.content.decode()


def test_it_does_not_confirm_a_signed_in_user_in_production(
    client: Client, settings: Settings
) -> None:
    user = make_user(password=DEMO_PASSWORD)
    client.force_login(user)
    settings.PRODUCTION = True
    again = client.post("/accounts/reauthenticate/", {"password": DEMO_PASSWORD})
    assert "This is not your password." in again.content.decode()
    settings.PRODUCTION = False
    assert client.post("/accounts/reauthenticate/", {"password": DEMO_PASSWORD}).status_code == 302


def test_a_clean_database_passes(settings: Settings) -> None:
    settings.PRODUCTION = True
    make_user(email="real@health.example")
    deploy_check()
    refuse_demo_accounts()


def test_a_demo_address_fails_the_check_and_the_start(settings: Settings) -> None:
    make_user(email="nurse@firstline.example")
    deploy_check()
    refuse_demo_accounts()
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match=r"people\.E002"):
        deploy_check()
    with pytest.raises(ImproperlyConfigured, match=r"firstline\.example"):
        refuse_demo_accounts()


def test_a_second_address_counts_as_well(settings: Settings) -> None:
    user = make_user(email="real@health.example")
    EmailAddress.objects.create(user=user, email="nurse@Firstline.example")
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match=r"people\.E002"):
        deploy_check()


def test_the_demos_password_fails_the_deployment_check(settings: Settings) -> None:
    make_user("trainer", email="renamed@health.example", password=DEMO_PASSWORD)
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match=r"people\.E003"):
        deploy_check()
    User.objects.update(password="!")
    deploy_check()
