"""A protocol is read in any language it offers, on pages in another."""

import pytest
from django.test import Client

from people.models import User
from protocols.models import ProtocolVersion
from protocols.preview import preview_page
from tests.factories.people import make_user
from tests.factories.protocols import make_draft, make_version
from tests.protocols.test_identity import in_two_languages

ANSWERS = {"version": "1.0.0", "ready": ["P1", "P2"], "age": "12_17", "item_D1": "yes"}


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version(**in_two_languages())


@pytest.fixture
def nurse(client: Client, db: None) -> User:
    user = make_user()
    client.force_login(user)
    return user


def test_practice_is_read_in_the_language_chosen(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    url = "/protocols/small/practice/"
    english = client.get(url).content.decode()
    assert "Sign A1 (es)" not in english
    assert 'href="?language=es"' in english
    spanish = client.get(f"{url}?language=es").content.decode()
    assert "Sign A1 (es)" in spanish
    assert f'action="{url}?language=es"' in spanish
    result = client.post(f"{url}?language=es", ANSWERS).content.decode()
    assert "Danger now. (es)" in result
    assert "Sign A1 (es)" not in client.get(f"{url}?language=ht").content.decode()
    assert "Sign A1 (es)" not in client.get(url).content.decode()


def test_the_sheet_is_read_in_the_language_chosen(client: Client, version: ProtocolVersion) -> None:
    assert "Sign A1 (es)" in client.get("/protocols/small/sheet/?language=es").content.decode()
    assert "Sign A1 (es)" not in client.get("/protocols/small/sheet/").content.decode()


def test_where_there_is_one_language_there_is_no_choice(client: Client, nurse: User) -> None:
    make_version()
    page = client.get("/protocols/small/practice/?language=es").content.decode()
    assert "?language=" not in page
    assert "Sign A1" in page


def test_the_preview_shows_a_language_that_is_not_offered_yet(client: Client, db: None) -> None:
    draft = make_draft(**in_two_languages() | {"languages": ["en"]})
    request = client.get("/protocols/").wsgi_request
    request.user = make_user("specialist")
    assert "Sign A1 (es)" in preview_page(request, draft, "es").content.decode()
    assert "Sign A1 (es)" not in preview_page(request, draft, "en").content.decode()
    assert draft.preview_modes[0][0] == draft.default_preview_mode == "en"
