"""Set-up that every test shares."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import settings as properties
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from pytest_django.plugin import blocking_manager_key

from tests.databases import Copies, keys_folder, media_folder
from tests.scheduling import KeepTogether

# How often a property is tried; `make check-all` takes the long profile. Machines differ: no deadline.
properties.register_profile("short", max_examples=100, deadline=None)
properties.register_profile("long", max_examples=10_000, deadline=None)
properties.load_profile("short")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> KeepTogether:
    return KeepTogether(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each test on the engines that can make a difference to it.

    Races need a server that lets two writers in: they run in the PostgreSQL half of `make check`.
    What meets no database, or is long and the same on both engines, runs in the half of SQLite.
    """
    on_sqlite = "sqlite" in settings.DATABASES["default"]["ENGINE"]
    if on_sqlite:
        elsewhere = [item for item in items if item.get_closest_marker("postgres")]
    else:
        elsewhere = [
            item
            for item in items
            if item.get_closest_marker("sqlite")
            or not (meets_database(item) or item.get_closest_marker("postgres"))
        ]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        away = set(elsewhere)
        items[:] = [item for item in items if item not in away]


def meets_database(item: pytest.Item) -> bool:
    """Whether a test asks for a database."""
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & DATABASE) or item.get_closest_marker("django_db") is not None


COPIES = pytest.StashKey[Copies]()
DATABASE = {"db", "transactional_db", "live_server"}
DEMO = {"demo", "demo_seen"}


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[None]:
    """Databases of this worker's own, copied again before a test that needs a clean one.

    Django would empty the tables of tests that commit instead, which append-only tables refuse and
    which would take the rows that migrations made with it.
    """
    copies = request.config.stash[COPIES] = Copies(worker_id)
    with django_db_blocker.unblock():
        copies.choose("demo" if DEMO & set(request.fixturenames) else "empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", copies.leave)
        yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture connects: the kind of database that the test asks for, clean."""
    copies = item.config.stash.get(COPIES, None)
    if copies and meets_database(item):
        names = set(getattr(item, "fixturenames", ()))
        with item.config.stash[blocking_manager_key].unblock():
            copies.choose("demo" if names & DEMO else "empty")


@pytest.fixture(autouse=True)
def _fresh_state(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Rate limits and uploads of one test must not reach the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CREDENTIAL_KEYS = tmp_path / "keys"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def demo(transactional_db: None, settings: Settings) -> None:
    """The whole demo, loaded, for tests that commit (browser journeys)."""
    _files_of_the_demo(settings)


@pytest.fixture
def demo_seen(db: None, settings: Settings) -> None:
    """The whole demo for tests whose writes are rolled back: many share one copy."""
    _files_of_the_demo(settings)


def _files_of_the_demo(settings: Settings) -> None:
    settings.MEDIA_ROOT = media_folder("demo")
    settings.CREDENTIAL_KEYS = keys_folder("demo")


@pytest.fixture
def log(settings: Settings) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Everything logged, as production's handler would write it."""
    ours = [handler for handler in logging.getLogger().handlers if handler.formatter is not None]
    formatter = next(
        h.formatter for h in ours if "ProcessorFormatter" in type(h.formatter).__name__
    )
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
