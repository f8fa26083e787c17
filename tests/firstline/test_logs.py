"""What the log holds of a whole journey: routes, statuses and durations, and nobody in particular."""

import ast
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import shared_task
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django_structlog.celery.receivers import CeleryReceiver
from pytest_django import Settings

from firstline import urls
from firstline.settings.logging import PRIVATE as DROPPED
from people.models import User
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
)
from tests.test_architecture import ROOMS, ROOT

pytestmark = pytest.mark.django_db
NAME, NUMBER, EMAIL = "Zenobia Quashie-Bernard", "ZQ998811", "zenobia@clinic.example"
CODE, WRONG_PASSWORD = "K7QX-93WM-T2HD", "a wrong guess of mine"
PRIVATE = [
    "Zenobia",
    "Quashie",
    NUMBER,
    NUMBER.lower(),
    "zenobia",
    "clinic.example",
    CODE,
    WRONG_PASSWORD,
    PASSWORD,
    "127.0.0.1",
    "203.0.113.9",
]


def failing(request: HttpRequest, code: str) -> HttpResponse:
    """An error as libraries raise them: with the row in its message, and a cause with another."""
    try:
        raise KeyError(EMAIL)
    except KeyError as cause:
        raise ValueError(f"{NAME} ({NUMBER}) has no certificate {code}") from cause


urlpatterns = [
    path("verify/<str:code>/broken/", failing, name="failing"),
    path("", include(urls)),
]
handler500 = "django.views.defaults.server_error"


@shared_task(name="tests.say_hello")
def say_hello(name: str, fail: bool = False) -> str:
    logging.getLogger("some.library").warning("Sent to %s, %d in all: %s", name, 3, EMAIL)
    if fail:
        raise ValueError(f"no such person: {name}")
    return f"hello {name}"


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(
        raise_request_exception=False, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Zenobia"
    )


@pytest.fixture
def nurse() -> User:
    person = make_person(NAME)
    record = make_staff_record(person, make_agency("SERHA"), number=NUMBER, email=EMAIL)
    make_posting(record)
    return make_user(person=person, email=EMAIL)


def assert_nobody_in(lines: list[dict[str, Any]]) -> None:
    text = json.dumps(lines, ensure_ascii=False)
    assert [private for private in PRIVATE if private in text] == []


def test_a_whole_journey_names_nobody(
    client: Client, nurse: User, log: Callable[[], list[dict[str, Any]]]
) -> None:
    form = {"login": f"serha/{NUMBER}", "password": WRONG_PASSWORD}
    client.post("/accounts/login/", form)
    client.post("/accounts/login/", {"login": EMAIL, "password": WRONG_PASSWORD})
    client.post("/accounts/login/", {**form, "password": PASSWORD})
    client.get("/worried/")
    client.get(f"/verify/{CODE}/")
    client.get(f"/no/such/page/{CODE}/?name={NAME}")
    client.get(f"/verify/{CODE}/broken/?name={NAME}")
    client.get("/", headers={"host": "zenobia.example"})
    client.post("/accounts/password/reset/", {"email": EMAIL})
    client.post("/accounts/logout/")

    lines = log()
    assert_nobody_in(lines)
    requests = [line for line in lines if line["logger"] == "firstline.request"]
    assert len(requests) == 10
    for line in requests:
        assert set(line) >= {"method", "route", "status", "ms", "request_id", "timestamp", "level"}
    assert [line["route"] for line in requests[:4]] == ["account_login"] * 3 + ["worried"]
    assert [line["status"] for line in requests[:3]] == [200, 200, 302]
    assert len({line["request_id"] for line in requests}) == 10


def test_an_error_is_told_by_type_and_place(
    client: Client, log: Callable[[], list[dict[str, Any]]]
) -> None:
    assert client.get(f"/verify/{CODE}/broken/").status_code == 500
    lines = log()
    assert_nobody_in(lines)
    (failed,) = [line for line in lines if line["event"] == "request_failed"]
    assert failed["route"] == "failing"
    assert failed["status"] == 500
    assert failed["level"] == "error"
    assert failed["error_type"] == "ValueError"
    assert failed["cause_type"] == "KeyError"
    assert failed["trace"][-1].startswith("tests/firstline/test_logs.py:")
    assert failed["trace"][-1].endswith(" failing")


@pytest.fixture
def _worker_signals() -> Iterator[None]:
    """The worker's own logging, which a worker connects when it starts."""
    from celery import signals

    receiver = CeleryReceiver()
    receiver.connect_worker_signals()
    yield
    for signal, method in [
        (signals.before_task_publish, receiver.receiver_before_task_publish),
        (signals.after_task_publish, receiver.receiver_after_task_publish),
        (signals.task_prerun, receiver.receiver_task_prerun),
        (signals.task_retry, receiver.receiver_task_retry),
        (signals.task_success, receiver.receiver_task_success),
        (signals.task_failure, receiver.receiver_task_failure),
        (signals.task_revoked, receiver.receiver_task_revoked),
        (signals.task_unknown, receiver.receiver_task_unknown),
        (signals.task_rejected, receiver.receiver_task_rejected),
    ]:
        signal.disconnect(method)


@pytest.mark.usefixtures("_worker_signals")
@pytest.mark.parametrize("fail", [False, True])
def test_tasks_name_nobody(log: Callable[[], list[dict[str, Any]]], fail: bool) -> None:
    say_hello.apply(args=[NAME], kwargs={"fail": fail}, throw=False)
    lines = log()
    assert_nobody_in(lines)
    events = [line["event"] for line in lines]
    assert "task_started" in events
    assert ("task_failed" if fail else "task_succeeded") in events
    assert "Sent to [...], 3 in all: [...]" in events
    assert {line.get("task") for line in lines} >= {"tests.say_hello"}


@pytest.mark.parametrize(
    ("message", "args", "kept"),
    [
        ("%s of %s done", (3, 7), "3 of 7 done"),
        ("Mail to %s failed", (EMAIL,), "Mail to [...] failed"),
        (f"Mail to {EMAIL} failed", (), "Mail to [...] failed"),
        ("%(name)s has %(count)d", ({"name": NAME, "count": 2},), "[...] has 2"),
        ("Gone: %s", (ValueError(NAME),), "Gone: [...]"),
    ],
)
def test_other_libraries_keep_their_wording_and_numbers(
    log: Callable[[], list[dict[str, Any]]], message: str, args: tuple[Any, ...], kept: str
) -> None:
    logging.getLogger("some.library").error(message, *args)
    assert log()[-1]["event"] == kept
    assert_nobody_in(log())


def test_what_our_own_lines_say_is_not_dropped_on_the_way() -> None:
    """A field of a private name reaches no log: a line that needs it would say nothing."""
    lost = [
        f"{file.relative_to(ROOT)}:{call.lineno} {word.arg}"
        for room in [*ROOMS, "site"]
        for file in (ROOT / room).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "log"
        for word in call.keywords
        if word.arg in DROPPED
    ]
    assert lost == []
