"""What must be in place before the product runs: folders, tables, static files.

Each step costs next to nothing when there is nothing to do, because it runs at every start.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command

from firstline import health
from firstline.demo.load import ensure_loaded
from firstline.demo.quiet import quiet
from firstline.demo.reset import reset

Say = Callable[[str], None]
FOLDERS = ["broker", "broker-control", "log", "media", "static", "tmp"]


def folders(state: Path) -> None:
    """Make the state folder, and keep everything temporary inside it."""
    shutil.rmtree(state / "tmp", ignore_errors=True)
    for name in FOLDERS:
        (state / name).mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = str(state / "tmp")
    tempfile.tempdir = None


def database_file(config: Mapping[str, Any]) -> None:
    """Make the file of a new SQLite database for the service's own user only: it holds every name.

    SQLite itself would let everybody on the machine read it. What lies beside it takes after it.
    """
    if "sqlite" in config["ENGINE"]:
        with suppress(FileExistsError):
            os.close(os.open(config["NAME"], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def start_over(state: Path) -> None:
    """Remove the demo: its rows, uploads and waiting wake-up calls.

    A database that holds something else is left as it is, with an error that says so.
    """
    reset()
    for name in ["broker", "broker-control"]:
        shutil.rmtree(state / name, ignore_errors=True)


def database(say: Say) -> None:
    """Bring the tables up to date."""
    database_file(settings.DATABASES["default"])
    if health.migrations_missing():
        say("Preparing the database.")
        call_command("migrate", verbosity=0, interactive=False)
    # Asked here, before the web server is forked, which inherits the answer.
    health.check_migrations()
    cache = caches["default"]
    if isinstance(cache, DatabaseCache):
        call_command("createcachetable", verbosity=0)


def static_files(say: Say) -> None:
    """Collect and compress static files, when they or what brings them have changed."""
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / ".collected", _static_digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Collecting pictures, styles and scripts.")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def _static_digest() -> str:
    digest = hashlib.sha256(f"{version('wagtail')} {version('django')}".encode())
    for path in sorted(_own_static_files()):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def _own_static_files() -> Iterator[Path]:
    for config in apps.get_app_configs():
        folder = Path(config.path) / "static"
        if ".venv" not in folder.parts and folder.is_dir():
            yield from (path for path in folder.rglob("*") if path.is_file())


def demo(say: Say) -> None:
    """Load the fictional people, once."""
    with quiet():
        ensure_loaded(say=lambda step: say(f"  {step}"))
