"""Probes: alive, ready, and which check failed."""

from pathlib import Path

import pytest
from celery import Celery
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django.fixtures import Settings

from firstline import health


@pytest.fixture(autouse=True)
def _broker(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path)}
    monkeypatch.setattr(health, "_migrated", set())


def test_alive_without_a_database(client: Client) -> None:
    """No database is allowed in this test: the answer needs none."""
    response = client.get("/healthz/live")
    assert (response.status_code, response.json()) == (200, {"live": True})


@pytest.mark.django_db
def test_ready_when_all_is_in_order(client: Client) -> None:
    response = client.get("/healthz/ready")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": True, "migrations": True, "broker": True},
    }
    assert response.cookies == {}
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_no_redirect_to_https_in_production(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    assert client.get("/healthz/ready").status_code == 200
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/accounts/login/").status_code == 301


@pytest.mark.django_db
def test_probes_come_by_network_address(client: Client) -> None:
    host = {"host": "10.0.0.7:8000"}
    assert client.get("/accounts/login/", headers=host).status_code == 400
    assert client.get("/healthz/live", headers=host).status_code == 200
    assert client.get("/healthz/ready", headers=host).status_code == 200


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("notices", "0001_initial")
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "migrations": False, "broker": True}


@pytest.mark.django_db
def test_not_ready_without_the_brokers_folder(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": "/nowhere/broker"}
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] is False


@pytest.mark.django_db
def test_not_ready_while_redis_is_away(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    away = Celery("away", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    monkeypatch.setattr(health, "app", away)
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["broker"] is False


def test_not_ready_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is allowed in this test, which is what the service then meets."""
    response = client.get("/healthz/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": False, "migrations": False, "broker": True}
