"""Practising a protocol, its sheet and its schema, over HTTP."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import User
from protocols import standing
from protocols.documents import schema
from protocols.models import ProtocolVersion
from tests.factories.people import (
    make_area,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.factories.protocols import item_data, make_contact, make_version, protocol_data

URL = "/protocols/small/practice/"
READY: dict[str, Any] = {"ready": ["P1", "P2"], "age": "12_17", "version": "1.0.0"}
ALL_NO = {"item_D1": "no", "item_A1": "no", "item_A2": "no", "item_A3": "no"}


@pytest.fixture
def version(db: None) -> ProtocolVersion:
    return make_version()


@pytest.fixture
def nurse(db: None) -> User:
    return make_user()


def posted(client: Client, **answers: Any) -> str:
    answer = client.post(URL, READY | answers)
    assert answer.status_code == 200
    return answer.content.decode()


def rows() -> dict[str, int]:
    """How many rows every table holds."""
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_practice_asks_for_a_sign_in_and_the_sheet_does_not(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    assert client.get(URL).status_code == 302
    assert client.get("/protocols/").status_code == 302
    assert client.get("/protocols/small/sheet/").status_code == 200
    client.force_login(nurse)
    assert client.get(URL).status_code == 200
    assert "Small protocol" in client.get("/protocols/").content.decode()


def test_an_unknown_protocol_is_not_found(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    assert client.get("/protocols/other/practice/").status_code == 404
    assert client.get("/protocols/other/sheet/").status_code == 404


def test_the_page_shows_guidance_and_cannot_be_mistaken(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    page = client.get(URL).content.decode()
    for words in (
        "PRACTICE. Not a real person. Nothing is stored.",
        "A made-up person comes in.",
        "You are alone.",
        "Why A1",
        "Say A1",
        "Never A1",
        "Illustrative",
    ):
        assert words in page
    assert page.index("How old does") < page.index("Sign D1")
    assert "textarea" not in page
    assert not re.search(r'<form[^>]*method="get"', page)


@pytest.mark.parametrize(
    ("answers", "title", "reason"),
    [
        ({**ALL_NO, "item_D1": "yes"}, "Urgent", "Danger now."),
        ({**ALL_NO, "item_A1": "yes", "item_A3": "yes"}, "Possible", "Two or more signs."),
        (ALL_NO, "None now", "Nothing now."),
        ({**ALL_NO, "item_D1": "unknown"}, "Not completed", "Open."),
        ({}, "Not completed", "Open."),
    ],
)
def test_the_result_says_what_and_why(
    client: Client,
    version: ProtocolVersion,
    nurse: User,
    answers: dict[str, str],
    title: str,
    reason: str,
) -> None:
    client.force_login(nurse)
    page = posted(client, **answers)
    assert re.search(rf"<h1[^>]*>{title}</h1>", page)
    assert reason in page
    assert "You decide" in page
    assert "Call the referral desk." in page
    assert "876-555-0100" in page


def test_open_signs_that_could_raise_it_are_named(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    page = posted(client, **{**ALL_NO, "item_A1": "yes", "item_A2": "not_observed"})
    assert "Sign A2" in page
    assert "Sign A3" not in page


def test_nothing_of_it_is_stored(client: Client, version: ProtocolVersion, nurse: User) -> None:
    client.force_login(nurse)
    client.get(URL)
    before, sessions = rows(), list(Session.objects.values_list("session_key", "session_data"))
    answer = client.post(URL, READY | ALL_NO | {"item_D1": "yes"})
    assert "Urgent" in answer.content.decode()
    stopped = client.post(URL, READY | ALL_NO | {"stop": "1"})
    assert "You stopped" in stopped.content.decode()
    assert rows() == before
    assert list(Session.objects.values_list("session_key", "session_data")) == sessions
    for response in (answer, stopped, client.get(URL)):
        assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ready": ["P1"]}, "Tick every line"),
        ({"ready": []}, "Tick every line"),
        ({"age": ""}, "Choose an age"),
        ({"item_A1": "maybe"}, "maybe is not one of the available choices"),
        ({"version": "0.9.0"}, "A new version came into force"),
    ],
)
def test_what_holds_it_back_is_said_and_answers_are_kept(
    client: Client,
    version: ProtocolVersion,
    nurse: User,
    changes: dict[str, Any],
    message: str,
) -> None:
    client.force_login(nurse)
    assert "Call the referral desk." in posted(client, **ALL_NO)
    page = posted(client, **{**ALL_NO, "item_A2": "yes", **changes})
    assert "There is a problem" in page
    assert message in page
    assert re.search(r'name="item_A2"[^>]*value="yes" checked', page)
    assert "Call the referral desk." not in page


def test_stopping_needs_nothing_and_leads_to_the_emergency_steps(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    page = client.post(URL, {"stop": "1"}).content.decode()
    assert "You stopped" in page
    assert "Call the referral desk." in page
    assert "Under 18, or unsure" in page


def test_the_parish_is_that_of_the_posting(client: Client, version: ProtocolVersion) -> None:
    kingston = make_area("kingston", "Kingston")
    for area, parish in ((make_area(), "st-thomas"), (kingston, "kingston")):
        person = make_person()
        record = make_staff_record(person=person)
        make_posting(record, make_workplace(agency=record.agency, area=area))
        client.force_login(make_user(person=person))
        page = client.get(URL).content.decode()
        assert f'<option value="{parish}" selected>' in page
        outcome = posted(client, item_A1="yes", item_A2="yes", parish=parish)
        assert ("Tell the desk of the parish." in outcome) == (parish == "st-thomas")


def test_an_adult_does_not_get_the_steps_for_a_child(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    signs = {"item_A1": "yes", "item_A2": "yes", "parish": "st-thomas"}
    for age, shown in (("unsure", True), ("18_24", False)):
        assert ("Tell the desk of the parish." in posted(client, age=age, **signs)) == shown


def test_a_lapsed_certificate_is_told_and_locks_nothing(
    client: Client, version: ProtocolVersion, nurse: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(nurse)
    for certified in (True, False):
        monkeypatch.setattr(standing, "_providers", [lambda person, day, c=certified: c])
        page = client.get(URL).content.decode()
        assert ("You hold no valid certificate today" in page) != certified
        assert "Show what to do" in page


def test_a_number_that_changes_shows_at_once(
    client: Client, version: ProtocolVersion, nurse: User
) -> None:
    client.force_login(nurse)
    assert "876-555-0100" in posted(client, **ALL_NO)
    make_contact(phone="876-555-0199", verified_on=None, now=timezone.now())
    page = posted(client, **ALL_NO)
    assert "876-555-0199" in page
    assert "876-555-0100" not in page
    assert "verify before use" in page
    assert "876-555-0199" in client.get("/protocols/small/sheet/").content.decode()


def test_the_sheet_holds_everything_needed(client: Client, version: ProtocolVersion) -> None:
    page = client.get("/protocols/small/sheet/").content.decode()
    for words in (
        "Version 1.0.0",
        "not an official form",
        "Sign D1",
        "2 or more of A1, A2, A3",
        "Somebody is in danger now.",
        "Verified on 10 February 2026",
        "876-555-0100",
    ):
        assert words in page


def test_the_schema_has_an_address_that_stays(client: Client, version: ProtocolVersion) -> None:
    answer = client.get("/protocols/schema/protocol-1.json")
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert json.loads(b"".join(answer.streaming_content)) == schema()  # type: ignore[attr-defined]


def queries_of(client: Client, data: dict[str, Any] | None = None) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(URL, data) if data else client.get(URL)
    assert answer.status_code == 200
    return len(captured)


def test_pages_cost_the_same_however_many_signs(client: Client, nurse: User, db: None) -> None:
    client.force_login(nurse)
    counts = []
    for number, signs in ((0, 3), (1, 7)):
        codes = [f"A{index}" for index in range(signs)]
        data = protocol_data()
        data["sections"][1]["items"] = [item_data(code) for code in codes]
        data["rules"][1]["items"] = codes
        release = f"{number + 1}.0.0"
        make_version(
            sections=data["sections"],
            rules=data["rules"],
            version=release,
            effective_from=date(2026, 3, 1 + number),
        )
        counts.append((queries_of(client), queries_of(client, READY | {"version": release})))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
