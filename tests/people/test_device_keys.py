"""The secret from which a browser derives the key of what it keeps for a person."""

import base64

import pytest
from django.test import Client

from people.device_keys import device_owner, device_secrets
from people.models import Person, User
from tests.factories.people import make_person, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/people/device-key/"


def signed_in(client: Client, name: str) -> dict[str, object]:
    user = make_user(person=make_person(name), email=f"{name.lower()}@example.org")
    client.force_login(user)
    response = client.get(ADDRESS)
    assert "no-store" in response["Cache-Control"]
    found: dict[str, object] = response.json()
    return found


def test_each_person_has_a_secret_that_stays_the_same(client: Client) -> None:
    first = signed_in(client, "Ann")
    assert client.get(ADDRESS).json() == first
    assert [len(base64.b64decode(secret)) for secret in first["secrets"]] == [32]  # type: ignore[attr-defined]
    second = signed_in(client, "Bea")
    assert second["owner"] != first["owner"]
    assert second["secrets"] != first["secrets"]


def test_the_owners_name_on_the_device_gives_nobody_away() -> None:
    person = make_person("Ann")
    owner = device_owner(person)
    assert len(owner) == 32
    assert person.uuid.hex not in owner
    assert base64.b64decode(device_secrets(person)[0]).hex() not in owner


def test_what_was_locked_before_the_installations_key_changed_can_be_read(
    settings: object,
) -> None:
    person = make_person("Ann")
    before, owner = device_secrets(person), device_owner(person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another-key-for-tests-only"  # type: ignore[attr-defined]
    after = device_secrets(person)
    assert after[0] not in before
    assert after[1:] == before
    assert device_owner(person) == owner


def test_only_the_person_signed_in_gets_it(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    client.force_login(User.objects.create(username="machine"))
    assert client.get(ADDRESS).status_code == 404
    assert not Person.objects.exists()
