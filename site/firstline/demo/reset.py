"""Starting the demo over. Rows of the registers cannot be deleted, so the database itself goes."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from firstline.demo.errors import NotTheDemo
from firstline.demo.load import is_loaded, refuse_in_production
from people.models import Agency, Person, User


def reset() -> None:
    """Remove everything in this database and its media, and make empty tables again.

    Only where `may_start_over` says so: raises NotInProduction and NotTheDemo otherwise, with
    nothing changed.
    """
    refuse_in_production()
    if not may_start_over():
        raise NotTheDemo(
            _(
                "This database holds something else than the demo, so it was left as it is. For a demo "
                "beside it, set FIRSTLINE_STATE_DIR to another folder, or DATABASE_URL to another database."
            )
        )
    if connection.vendor == "sqlite":
        _remove_sqlite_file()
    else:
        _drop_postgres_tables()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    call_command("migrate", verbosity=0)


def may_start_over() -> bool:
    """Is there a demo here, or nothing of anybody: no tables yet, or only what migrations made?

    A load that failed leaves the second, because it is one transaction.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    here = [model for model in (User, Person, Agency) if model._meta.db_table in tables]
    return not any(model._base_manager.exists() for model in here) or is_loaded()


def _remove_sqlite_file() -> None:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(name + ending).unlink(missing_ok=True)


def _drop_postgres_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
