"""A second factor, shown in this session, before the pages of a role that needs one."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from people.models import User
from tests.factories.people import PASSWORD, make_agency, make_person, make_staff_record, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secretariat(settings: Settings) -> User:
    settings.SECOND_FACTOR_ROLES = ["secretariat", "admin"]
    return member("secretariat", "90001")


def member(role: str | None, number: str) -> User:
    person = make_person()
    make_staff_record(person, make_agency("MOE"), number=number)
    return make_user(role, person=person)


def sign_in(number: str) -> tuple[Client, str]:
    client = Client()
    form = {"login": f"MOE/{number}", "password": PASSWORD}
    return client, client.post("/accounts/login/", form)["Location"]


def code_for(secret: str) -> str:
    """What the authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up(client: Client) -> str:
    """Go through the set-up as a person would; returns the secret in the app."""
    form = client.post(
        "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": PASSWORD}
    )
    page = client.get(form["Location"]).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found, page
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_for(found[1])})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    return found[1]


def test_the_role_is_led_to_set_it_up_and_then_works(secretariat: User) -> None:
    client, _home = sign_in("90001")
    for address in ("/admin/", "/people/", "/"):
        assert client.get(address)["Location"] == "/accounts/2fa/totp/activate/"
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_sets_nothing_up(secretariat: User) -> None:
    client, _home = sign_in("90001")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert not Authenticator.objects.exists()
    assert client.get("/admin/").status_code == 302


def test_the_next_sign_in_asks_for_the_code(secretariat: User) -> None:
    first, _home = sign_in("90001")
    secret = set_up(first)
    client, place = sign_in("90001")
    assert place == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/")["Location"].startswith("/accounts/login/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    now = code_for(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": now})["Location"] == "/home/"
    assert client.get("/admin/").status_code == 200


def test_having_one_is_not_showing_it(secretariat: User) -> None:
    """Another session of the same user, opened before the set-up, has not shown anything."""
    older, _home = sign_in("90001")
    newer, _home = sign_in("90001")
    secret = set_up(newer)
    asked = older.get("/admin/")["Location"]
    assert asked == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"
    assert older.post(asked, {"code": code_for(secret)})["Location"] == "/admin/"
    assert older.get("/admin/").status_code == 200


def test_a_removed_factor_counts_no_longer(secretariat: User) -> None:
    client, _home = sign_in("90001")
    set_up(client)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/accounts/2fa/totp/activate/"


def test_other_roles_and_learners_are_not_asked(secretariat: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = ["admin"]
    client, place = sign_in("90001")
    assert place == "/home/"
    assert client.get("/admin/").status_code == 200
    settings.SECOND_FACTOR_ROLES = ["secretariat"]
    assert client.get("/admin/").status_code == 302


def test_help_for_somebody_in_danger_is_never_behind_it(secretariat: User) -> None:
    client, _home = sign_in("90001")
    assert client.get("/worried/").status_code == 200
    assert client.get("/exit/").status_code == 302
    assert client.get("/exit/")["Location"] != "/accounts/2fa/totp/activate/"


def test_nothing_is_asked_where_no_role_is_named(settings: Settings) -> None:
    settings.SECOND_FACTOR_ROLES = []
    member("admin", "90003")
    client, _home = sign_in("90003")
    assert client.get("/admin/").status_code == 200


def test_secrets_are_encrypted_at_rest_and_survive_a_new_key(
    secretariat: User, settings: Settings
) -> None:
    client, _home = sign_in("90001")
    secret = set_up(client)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for this test only"
    assert stored.wrap().validate_code(code_for(secret))
