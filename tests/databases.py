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
STEPS: dict[Kind, list[list[str]]] = {
    "empty": [["migrate", "--verbosity", "0"]],
    "demo": [["migrate", "--verbosity", "0"], ["demo"]],
}


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
    """Make a database what `kind` says, in processes of their own so that no connection stays."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "firstline.settings.test",
        "FIRSTLINE_TEST_MEDIA": str(media_folder(kind)),
        "FIRSTLINE_CREDENTIAL_KEYS": str(keys_folder(kind)),
    }
    for step in STEPS[kind]:
        command = [sys.executable, "manage.py", *step]
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
        fill(kind, f"sqlite:///{building}")
        building.rename(template)
    return template


def copy_sqlite(template: Path, target: Path) -> None:
    """SQLite's own copying, which other open connections survive."""
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


DROP = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def postgres_server() -> psycopg.Connection:
    """A connection to no database of ours."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True)


def postgres_template(kind: Kind, base: str) -> str:
    """The template's name, built first where it is missing."""
    template, building = f"{base}_{kind}_{digest(kind)}", f"{base}_{kind}_building"
    url = urlsplit(os.environ["DATABASE_URL"])
    with postgres_server() as server:
        known = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        if not server.execute(known, [template]).fetchone():
            for (old,) in server.execute(known, [f"{base}_{kind}"]).fetchall():
                server.execute(DROP.format(Identifier(old)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(building)))
            fill(kind, url._replace(path=f"/{building}").geturl())
            rename = SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(Identifier(building), Identifier(template)))
    return template


def copy_postgres(template: str, target: str) -> None:
    """Copying is the server's own work."""
    with postgres_server() as server:
        server.execute(DROP.format(Identifier(target)))
        create = SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(create.format(Identifier(target), Identifier(template)))


def fresh_database(worker: str, kind: Kind = "empty") -> None:
    """Put this worker's database into the state of the template."""
    connections.close_all()
    base = str(settings.DATABASES["default"]["TEST"]["NAME"])
    on_sqlite = connection.vendor == "sqlite"
    with (Path(settings.ENV.state_dir) / "template.lock").open("w") as handle:
        # Workers start together: the second waits for the first one's template.
        fcntl.flock(handle, fcntl.LOCK_EX)
        file = sqlite_template(kind, Path(base).parent) if on_sqlite else None
        template = "" if on_sqlite else postgres_template(kind, base)
    if file:
        name = str(Path(base).with_name(f"test-{worker}.sqlite3"))
        copy_sqlite(file, Path(name))
    else:
        name = f"{base}_{worker}"
        copy_postgres(template, name)
    connection.settings_dict["NAME"] = name
