"""Test databases: copies of a migrated template, empty or with the demo loaded.

Templates are kept between runs under a digest of what they were made of. Copies are made by the
database itself: SQLite's backup call, PostgreSQL's CREATE DATABASE ... TEMPLATE.
"""

import fcntl
import functools
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parents[1]
Kind = Literal["empty", "demo"]
# The demo is loaded into a copy of the empty template: migrating takes longer than loading it.
STEP: dict[Kind, list[str]] = {"empty": ["migrate", "--verbosity", "0"], "demo": ["demo"]}


def sources(kind: Kind) -> Iterable[Path]:
    """The files that a template depends on."""
    yield ROOT / "requirements" / "run.txt"
    if kind == "empty":
        yield from sorted(ROOT.glob("*/migrations/*.py"))
        yield from sorted(ROOT.glob("*/*/migrations/*.py"))
        # Groups are synchronised after migrating, from what the rooms declare when they start.
        yield from sorted(ROOT.glob("*/apps.py"))
        yield from sorted((ROOT / "site" / "firstline").glob("apps.py"))
        yield ROOT / "people" / "actions" / "roles.py"
        return
    for room in [
        "foundation",
        "people",
        "protocols",
        "courses",
        "assessments",
        "certificates",
        "coverage",
        "site",
    ]:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".toml", ".md", ".svg", ".json"}:
                yield path


@functools.cache
def digest(kind: Kind) -> str:
    """What names the template: it changes when anything the template is made of changes. Asked once a run."""
    hashed = hashlib.sha256()
    for path in sources(kind):
        hashed.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return hashed.hexdigest()[:12]


def media_folder(kind: Kind) -> Path:
    """Where the files of a template's database lie."""
    return Path(settings.ENV.state_dir) / f"media-{kind}-{connection.vendor}"


def keys_folder(kind: Kind) -> Path:
    """Where the private keys of a template's database lie."""
    return Path(settings.ENV.state_dir) / f"keys-{kind}-{connection.vendor}"


def fill(kind: Kind, url: str) -> None:
    """Take a database from the template before to `kind`, in a process of its own so that no connection stays."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "firstline.settings.test",
        "FIRSTLINE_TEST_MEDIA": str(media_folder(kind)),
        "FIRSTLINE_CREDENTIAL_KEYS": str(keys_folder(kind)),
    }
    command = [sys.executable, "manage.py", *STEP[kind]]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def sqlite_template(kind: Kind, folder: Path) -> Path:
    """The template's file, built first where it is missing."""
    template = folder / f"template-{kind}-{digest(kind)}.sqlite3"
    if not template.exists():
        for old in folder.glob(f"template-{kind}-*"):
            old.unlink()
        building = folder / f"building-{kind}.sqlite3"
        building.unlink(missing_ok=True)
        if kind == "demo":
            copy_sqlite(sqlite_template("empty", folder), building)
        fill(kind, f"sqlite:///{building}")
        building.rename(template)
    return template


def copy_sqlite(template: Path, target: Path) -> None:
    """SQLite's own copying, which other open connections survive."""
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


DROP = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def postgres_server(database: str = "postgres") -> psycopg.Connection:
    """A connection to a database, by default to none of ours."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return psycopg.connect(url._replace(path=f"/{database}").geturl(), autocommit=True)


def postgres_template(kind: Kind, base: str) -> str:
    """The template's name, built first where it is missing."""
    template, building = f"{base}_{kind}_{digest(kind)}", f"{base}_{kind}_building"
    url = urlsplit(os.environ["DATABASE_URL"])
    # PostgreSQL's own name for a database with nothing in it.
    before = postgres_template("empty", base) if kind == "demo" else "template1"
    with postgres_server() as server:
        known = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        if not server.execute(known, [template]).fetchone():
            for (old,) in server.execute(known, [f"{base}_{kind}"]).fetchall():
                server.execute(DROP.format(Identifier(old)))
            create = SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(create.format(Identifier(building), Identifier(before)))
            fill(kind, url._replace(path=f"/{building}").geturl())
            rename = SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(Identifier(building), Identifier(template)))
    return template


def copy_postgres(template: str, target: str) -> None:
    """A new copy, which is the server's own work."""
    with postgres_server() as server:
        server.execute(DROP.format(Identifier(target)))
        create = SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(create.format(Identifier(target), Identifier(template)))


def restore_postgres(template: str, target: str) -> None:
    """Bring a used copy back to its template, by the rows of the tables that were written.

    Dropping a database makes the server write everything to disk that any database has changed, which
    costs seconds on a busy machine. Triggers and foreign keys stay out of it (superusers only).
    """
    with postgres_server(target) as server:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        server.execute(others, [target])
        written = server.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        ).fetchall()
        with server.transaction(), server.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for (table,) in written:
                cursor.execute(SQL("DELETE FROM {}").format(Identifier(table)))
                if rows := rows_of(template, table):
                    with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copy:
                        copy.write(rows)
    with postgres_server(target) as server:
        # What was just written counts as written, too.
        server.execute("SELECT pg_stat_reset()")


@functools.cache
def rows_of(template: str, table: str) -> bytes:
    """A table's rows as PostgreSQL writes them down."""
    order = SQL("COPY {} TO STDOUT").format(Identifier(table))
    with (
        postgres_server(template) as server,
        server.cursor() as cursor,
        cursor.copy(order) as copy,
    ):
        return b"".join(bytes(part) for part in copy)


class Copies:
    """This worker's copies of the templates, one of each kind. Tests that commit leave theirs used."""

    def __init__(self, worker: str) -> None:
        self.worker, self.now = worker, ""
        self.made: dict[Kind, str] = {}
        self.used: set[str] = set()

    def choose(self, kind: Kind) -> None:
        """Connect to a clean copy of the template."""
        name = self.made.get(kind)
        if name is None or name in self.used:
            connections.close_all()
            name = self.made[kind] = clean_copy(self.worker, kind, made=name is not None)
            self.used.discard(name)
        if self.now != name:
            connections.close_all()
            connection.settings_dict["NAME"] = self.now = name

    def leave(self) -> None:
        """The test has committed."""
        self.used.add(self.now)


def clean_copy(worker: str, kind: Kind, *, made: bool) -> str:
    """The name of this worker's copy of a template. `made`: it is there, and used."""
    base = str(settings.DATABASES["default"]["TEST"]["NAME"])
    on_sqlite = connection.vendor == "sqlite"
    with (Path(settings.ENV.state_dir) / "template.lock").open("w") as handle:
        # Workers start together: the second waits for the first one's template.
        fcntl.flock(handle, fcntl.LOCK_EX)
        file = sqlite_template(kind, Path(base).parent) if on_sqlite else None
        template = "" if on_sqlite else postgres_template(kind, base)
    if file:
        target = Path(base).with_name(f"test-{worker}-{kind}.sqlite3")
        copy_sqlite(file, target)
        return str(target)
    name = f"{base}_{worker}_{kind}"
    (restore_postgres if made else copy_postgres)(template, name)
    return name
