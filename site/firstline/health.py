"""Is the service alive, and is it ready? For whoever restarts or routes to it.

No session, no redirect to https, no caching. A failing check is named; why it fails is for the log.
"""

import os
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstline.celery import app

log = structlog.get_logger(__name__)

BROKER_TIMEOUT_SECONDS = 2
# Migrations are applied before a process starts and never taken back under it: yes stays yes.
_migrated: set[str] = set()


@require_safe
@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and broker are all in order, else 503 and which is not."""
    checks = {name: _passes(name, check) for name, check in CHECKS.items()}
    good = all(checks.values())
    return JsonResponse({"ready": good, "checks": checks}, status=200 if good else 503)


def _passes(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:
        log.warning("not_ready", check=name, error_type=type(error).__qualname__)
        return False
    return True


def check_database() -> None:
    """Raises when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """Raises when a migration of this code is not applied."""
    if migrations_missing():
        raise RuntimeError("Migrations are missing.")


def migrations_missing() -> bool:
    """True when a migration of this code is not applied. "No" is remembered: it costs 0.3 s."""
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        return False
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return True
    _migrated.add(name)
    return False


def check_broker() -> None:
    """Raises when a job's wake-up call could not be sent."""
    if settings.CELERY_BROKER_URL == "filesystem://":
        folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"]
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise RuntimeError("The broker's folder is missing or closed.")
        return
    with app.connection_for_write() as broker:
        broker.ensure_connection(
            max_retries=1, interval_start=0, interval_step=0, timeout=BROKER_TIMEOUT_SECONDS
        )


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "broker": check_broker,
}
PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "/healthz/live": live,
    "/healthz/ready": ready,
}
Handler = Callable[[HttpRequest], HttpResponseBase]


def probe_middleware(get_response: Handler) -> Handler:
    """Answer probes before anything asks for a host name or https.

    They come from inside, over plain HTTP and by network address, which is none of ALLOWED_HOSTS.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return PROBES.get(request.path, get_response)(request)

    return middleware
