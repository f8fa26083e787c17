"""Who may go through which door: every address and command, crossed with everybody.

The expected answers stand in `doors.py` and `office_doors.py`. A new door without a row fails here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from http.cookies import SimpleCookie

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import transaction
from django.http import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.door_keys import Keys
from tests.doors import COMMANDS, DOORS, ENTERS, NOT_THERE, REFUSED, SIGN_IN, STRANGER, Door
from tests.office_doors import OFFICE_DOORS, OFFICE_ROLES

# Some four thousand requests. Who may enter is decided alike on both engines: once is enough.
crossing = pytest.mark.sqlite
BY_REDIRECT = (301, 302, 303)
WRONG_METHOD = 405


def all_doors(
    resolver: URLResolver, before: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """The name of every address (where it has none, the address) with its pattern."""
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield (space + pattern.name if pattern.name else address), address
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from all_doors(pattern, address, inner)


EVERY_DOOR: dict[str, list[str]] = defaultdict(list)
for one, where in all_doors(get_resolver()):
    EVERY_DOOR[one].append(where)
OFFICE = {name for name, places in EVERY_DOOR.items() if places[0].startswith("admin/")}


def told(response: HttpResponseBase) -> str:
    """What an answer says to whoever asked."""
    if response.status_code in BY_REDIRECT:
        target = str(response["Location"])
        if "/login" in target:
            return SIGN_IN
        return REFUSED if target == "/admin/" else ENTERS
    return {403: REFUSED, 404: NOT_THERE, 500: "breaks"}.get(response.status_code, ENTERS)


class Visitor:
    """Somebody with a browser, whom nothing that they do changes."""

    def __init__(self, who: str, keys: Keys) -> None:
        self.client = Client(raise_request_exception=False)
        if who != STRANGER:
            self.client.force_login(keys.users[who])
        self.cookies = {name: one.value for name, one in self.client.cookies.items()}

    def asks(self, method: str, address: str, data: dict[str, object]) -> HttpResponseBase:
        """One request. What it writes is taken back."""
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic():
            response: HttpResponseBase = getattr(self.client, method)(address, data)
            if response.streaming:
                response.close()
            transaction.set_rollback(True)
        return response

    def is_told(self, address: str, data: dict[str, object], *, writing: bool) -> str:
        """The answer to reading, or to writing where a door knows no reading.

        With `writing`, whoever may not read tries to write: of the two answers, the one that lets in.
        """
        read = self.asks("get", address, {})
        if read.status_code == WRONG_METHOD:
            return told(self.asks("post", address, data))
        if told(read) == ENTERS or not writing:
            return told(read)
        written = self.asks("post", address, data)
        return ENTERS if written.status_code < 400 and told(written) == ENTERS else told(read)


def differences(
    table: dict[str, Door], roles: Iterable[str], keys: Keys, *, writing: bool = True
) -> list[str]:
    """Where an answer is not the one in the table; with `writing` those refused try that as well."""
    visitors = {who: Visitor(who, keys) for who in roles}
    found = []
    for name, door in table.items():
        data = keys.data(name)
        for place in EVERY_DOOR[name]:
            address = keys.address(name, place)
            for who, visitor in visitors.items():
                answer = visitor.is_told(address, data, writing=writing)
                if answer != door.expected(who):
                    found.append(f"{name}: {who} {answer}, and the row says {door.expected(who)}")
    return found


def test_every_door_has_a_row() -> None:
    rows = DOORS.keys() | OFFICE_DOORS.keys()
    assert sorted(EVERY_DOOR.keys() - rows) == [], "Say in tests/doors.py who may enter."
    assert sorted(rows - EVERY_DOOR.keys()) == [], "These doors are gone: take their rows away."
    assert set(OFFICE_DOORS) == OFFICE


@crossing
def test_doors_open_for_whom_they_should(demo: None) -> None:
    keys = Keys()
    assert differences(DOORS, (STRANGER, *keys.users), keys) == []


@crossing
# Wagtail leaves the file of a picture made on the way to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file .*SpooledTemporaryFile:ResourceWarning")
def test_doors_of_the_office_open_for_whom_they_should(
    demo: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who may enter is decided before a page is written, and writing Wagtail's takes most of the time.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    keys = Keys()
    assert differences(OFFICE_DOORS, OFFICE_ROLES, keys, writing=False) == []


def test_the_crossing_would_notice(demo: None) -> None:
    keys = Keys()
    wrong = {
        "people:person": Door(frozenset({"foreign focal"})),
        "coverage:overview": Door(frozenset({"focal"}), stranger=NOT_THERE),
    }
    found = differences(wrong, (STRANGER, "focal", "foreign focal"), keys)
    assert found == [
        "people:person: focal enters, and the row says finds nothing",
        "people:person: foreign focal finds nothing, and the row says enters",
        "coverage:overview: stranger is to sign in, and the row says finds nothing",
        "coverage:overview: foreign focal enters, and the row says finds nothing",
    ]


def test_every_command_of_ours_has_a_row_and_says_what_it_does() -> None:
    ours = {config.name for config in apps.get_app_configs() if "site-packages" not in config.path}
    found = {name: app for name, app in get_commands().items() if app in ours}
    assert set(found) == set(COMMANDS)
    for name, app in found.items():
        assert load_command_class(app, name).help, name
