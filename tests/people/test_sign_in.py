"""Signing in and out, resetting a password, and what a stranger learns from trying: nothing."""

import re
from collections.abc import Callable
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from firstline.settings.env import caches
from foundation.audit.actors import SYSTEM
from foundation.notices.models import OutboxMail
from people import actions
from people.errors import AlreadyThere
from people.models import User
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_person,
    make_staff_record,
    make_user,
)

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"
WRONG = "The sign-in name or the password is not right."


def sign_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> str:
    """Post the form; returns the page's text, or the address it leads to."""
    response = client.post(SIGN_IN, {"login": login, "password": password}, **extra)
    return response["Location"] if response.status_code == 302 else response.content.decode()


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.fixture(autouse=True)
def _mail_goes_to_the_outbox(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "foundation.notices.backend.OutboxBackend"


@pytest.fixture
def nurse() -> User:
    """SERHA/AB1234 and nurse@clinic.example, at a unit below SERHA."""
    root = make_agency("SERHA")
    person = make_person()
    make_staff_record(person, make_agency("SERHA-ST", parent=root), number="AB1234")
    return make_user(person=person, email="nurse@clinic.example")


@pytest.mark.parametrize(
    "login",
    [
        "nurse@clinic.example",
        "NURSE@clinic.example",
        " nurse@clinic.example ",
        "SERHA/AB1234",
        "serha/ab1234",
        "Serha / ab 1234",
        " serha/AB1234 ",
    ],
)
def test_by_address_or_by_the_root_agencys_code_and_number(
    client: Client, nurse: User, login: str
) -> None:
    assert sign_in(client, login) == "/home/"
    assert signed_in_as(client) == str(nurse.pk)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("nurse@clinic.example", "wrong password"),
        ("SERHA/AB1234", "wrong password"),
        ("nobody@clinic.example", PASSWORD),
        ("SERHA/AB9999", PASSWORD),
        ("JCF/AB1234", PASSWORD),
        ("SERHA-ST/AB1234", PASSWORD),
        ("AB1234", PASSWORD),
        ("/", PASSWORD),
    ],
)
def test_what_does_not_fit_looks_the_same(
    client: Client, nurse: User, login: str, password: str
) -> None:
    def shape(page: str) -> str:
        """The page without the token of the form and what was typed into it."""
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        return re.sub(r'<input type="text" name="login"[^>]*>', "", page)

    page = sign_in(client, login, password)
    assert WRONG in page
    assert signed_in_as(client) is None
    assert shape(page) == shape(sign_in(client, "else@clinic.example", "something else"))


def test_the_accounts_own_user_name_does_not_sign_in(client: Client, nurse: User) -> None:
    assert WRONG in sign_in(client, nurse.username)
    assert sign_in(client, "SERHA/AB1234") == "/home/"


@pytest.mark.parametrize(
    "login", ["nurse@clinic.example", "SERHA/AB1234", "nobody@clinic.example", "SERHA/ZZ9999", "??"]
)
def test_known_and_unknown_accounts_cost_one_hash(client: Client, nurse: User, login: str) -> None:
    with patch.object(
        MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
    ) as hashed:
        assert WRONG in sign_in(client, login, "wrong password")
    assert hashed.call_count == 1


def test_a_joined_persons_number_opens_the_account_of_the_canonical_one(
    client: Client, nurse: User
) -> None:
    double = make_person("Double")
    make_staff_record(double, make_agency("MOE"), number="77777")
    assert nurse.person is not None
    actions.join_persons(by=SYSTEM, duplicate=double, canonical=nurse.person)
    assert sign_in(client, "MOE/77777") == "/home/"
    assert signed_in_as(client) == str(nurse.pk)


def test_an_address_nobody_has_confirmed_is_confirmed_first(client: Client) -> None:
    person = make_person()
    make_staff_record(person, make_agency("MOE"), number="55555")
    user = make_user(person=person, email="new@school.example", verified=False)
    assert sign_in(client, "new@school.example") == "/accounts/confirm-email/"
    assert signed_in_as(client) is None
    link = re.search(r"/accounts/confirm-email/\S+/", OutboxMail.objects.get().text)
    assert link
    # The number needs no address: the agency vouches for it.
    assert sign_in(client, "MOE/55555") == "/home/"
    client.post(link[0])
    assert user.emailaddress_set.get().verified


@pytest.mark.parametrize("login", ["nurse@clinic.example", "SERHA/AB1234"])
def test_five_wrong_tries_lock_the_name_and_not_the_others(
    client: Client, nurse: User, login: str
) -> None:
    other = make_user(email="other@clinic.example")
    for _ in range(5):
        assert WRONG in sign_in(client, login, "wrong password")
    assert "There were too many tries." in sign_in(client, login)
    assert "There were too many tries." in sign_in(Client(), login.lower().replace("/", " / "))
    assert sign_in(client, "other@clinic.example") == "/home/"
    assert signed_in_as(client) == str(other.pk)
    cache.clear()
    assert sign_in(Client(), login) == "/home/"


@pytest.mark.parametrize(
    ("first", "second", "counted_as_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:198.51.100.7", False),
    ],
)
def test_tries_are_counted_by_household(
    client: Client, settings: Settings, first: str, second: str, counted_as_one: bool
) -> None:
    """Whoever has one IPv6 address has 2^64 of them; IPv4 written as IPv6 is no single household."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    form = {"login": "nobody@clinic.example", "password": "wrong password"}
    for address, status in ((first, 200), (second, 429 if counted_as_one else 200)):
        assert client.post("/accounts/login/", form, REMOTE_ADDR=address).status_code == status


@pytest.fixture
def database_cache(settings: Settings) -> None:
    """The cache of installations without Redis. Migrating makes its table there; here we do."""
    settings.CACHES = caches(redis_url="")
    call_command("createcachetable", verbosity=0)


@pytest.mark.usefixtures("database_cache")
def test_the_lock_out_counts_in_the_database_cache(client: Client, nurse: User) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, "SERHA/AB1234", "wrong password")
    assert "There were too many tries." in sign_in(client, "SERHA/AB1234")


@pytest.mark.usefixtures("database_cache")
def test_a_flood_of_made_up_names_does_not_push_out_a_lock_out(client: Client, nurse: User) -> None:
    """A full table forgets rows by the order of their keys, whatever they are worth."""
    for _ in range(5):
        assert WRONG in sign_in(client, "SERHA/AB1234", "wrong password")
    for number in range(320):
        cache.set(f"zz{number:03d}", 1, 300)
    assert "There were too many tries." in sign_in(client, "SERHA/AB1234")


def test_nobody_keeps_an_address_by_claiming_it_first(client: Client, nurse: User) -> None:
    client.force_login(nurse)
    client.post("/accounts/email/", {"email": "new@clinic.example", "action_add": ""})
    assert EmailAddress.objects.get(email="new@clinic.example").user == nurse
    newcomer = make_user(email="new@clinic.example")
    other = Client()
    assert sign_in(other, "new@clinic.example") == "/home/"
    assert signed_in_as(other) == str(newcomer.pk)
    with pytest.raises(AlreadyThere):
        make_user(email="New@clinic.example")


def test_right_passwords_do_not_wear_out_the_tries(client: Client, nurse: User) -> None:
    for _ in range(7):
        assert sign_in(Client(), "SERHA/AB1234") == "/home/"


def test_a_closed_account_is_told_only_to_who_knows_its_password(
    client: Client, nurse: User
) -> None:
    nurse.is_active = False
    nurse.save()
    assert WRONG in sign_in(client, "SERHA/AB1234", "wrong password")
    assert sign_in(client, "SERHA/AB1234") == "/accounts/inactive/"
    assert signed_in_as(client) is None
    assert "closed" in client.get("/accounts/inactive/").content.decode()


def test_where_somebody_wanted_to_go_and_never_elsewhere(client: Client, nurse: User) -> None:
    def going(to: str) -> str:
        form = {"login": "SERHA/AB1234", "password": PASSWORD, "next": to}
        return Client().post(SIGN_IN, form)["Location"]

    assert going("/record/") == "/record/"
    assert going("https://elsewhere.example/") == "/home/"
    assert going("//elsewhere.example/") == "/home/"


def test_signing_out_takes_a_post(client: Client, nurse: User) -> None:
    client.force_login(nurse)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in_as(client) == str(nurse.pk)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert signed_in_as(client) is None


def test_a_form_without_its_token_is_refused(nurse: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = {"login": "SERHA/AB1234", "password": PASSWORD}
    assert strict.post(SIGN_IN, form).status_code == 403
    page = strict.get(SIGN_IN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert strict.post(SIGN_IN, {**form, "csrfmiddlewaretoken": token[1]}).status_code == 302


def test_nobody_signs_up_alone(client: Client) -> None:
    form = {"email": "me@home.example", "password1": "a long enough one"}
    assert "focal person" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()


def test_a_forgotten_password_is_reset_through_the_outbox(client: Client, nurse: User) -> None:
    client.post("/accounts/password/reset/", {"email": "Nurse@clinic.example"})
    mail = OutboxMail.objects.get()
    assert mail.to == "nurse@clinic.example"
    link = re.search(r"/accounts/password/reset/key/\S+/", mail.text)
    assert link
    form_address = client.get(link[0])["Location"]
    new = {"password1": "quite another one", "password2": "quite another one"}
    assert client.post(form_address, new).status_code == 302

    assert WRONG in sign_in(Client(), "SERHA/AB1234", PASSWORD)
    assert sign_in(Client(), "SERHA/AB1234", "quite another one") == "/home/"
    assert "does not work any more" in Client().get(link[0]).content.decode()


def test_resetting_says_the_same_for_an_unknown_address(client: Client, nurse: User) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True).content
        for email in ("nurse@clinic.example", "nobody@clinic.example")
    ]
    assert answers[0] == answers[1]
    assert OutboxMail.objects.count() == 1


def test_one_query_brings_the_user_with_their_person(
    client: Client, nurse: User, django_assert_num_queries: Callable
) -> None:
    client.force_login(nurse)
    from people.backends import SignInBackend
    from people.permissions import person_of

    with django_assert_num_queries(1):
        user = SignInBackend().get_user(nurse.pk)
        assert user is not None
        assert person_of(user) == nurse.person


ACCOUNT_PAGES = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
]


@pytest.mark.parametrize("address", ACCOUNT_PAGES)
def test_account_pages_belong_to_who_is_signed_in(
    client: Client, nurse: User, address: str
) -> None:
    if address != "/accounts/logout/":
        assert client.get(address)["Location"] == f"{SIGN_IN}?next={address}"
    sign_in(client, "SERHA/AB1234")
    response = client.get(address)
    assert response.status_code == 200
    assert 'class="govuk-heading-l"' in response.content.decode()


def test_a_changed_password_ends_the_other_sessions(client: Client, nurse: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "SERHA/AB1234")
    sign_in(client, "SERHA/AB1234")
    form = {
        "oldpassword": PASSWORD,
        "password1": "quite another one",
        "password2": "quite another one",
    }
    client.post("/accounts/password/change/", form)
    assert client.get("/accounts/sessions/").status_code == 200
    assert elsewhere.get("/accounts/sessions/").status_code == 302
