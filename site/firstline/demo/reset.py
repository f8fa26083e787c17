"""Starting the demo over. Rows of the registers cannot be deleted, so the database itself goes."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from firstline.demo.errors import NotTheDemo
from firstline.demo.load import is_loaded, refuse_in_production


def reset() -> None:
    """Remove everything in this database and its media, and make empty tables again.

    Only where a demo is, or nothing at all: raises NotInProduction and NotTheDemo otherwise, with
    nothing changed.
    """
    refuse_in_production()
    if not _is_empty() and not is_loaded():
        raise NotTheDemo(_("This database holds no demo, so it was left as it is."))
    if connection.vendor == "sqlite":
        _remove_sqlite_file()
    else:
        _drop_postgres_tables()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    call_command("migrate", verbosity=0)


def _is_empty() -> bool:
    """True before the first migration."""
    with connection.cursor() as cursor:
        return "people_user" not in connection.introspection.table_names(cursor)


def _remove_sqlite_file() -> None:
    name = str(connection.settings_dict["NAME"])
    connection.close()
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(name + ending).unlink(missing_ok=True)


def _drop_postgres_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
