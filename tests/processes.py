"""Starting real processes in tests, and seeing that they end."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
_pause = threading.Event()


def wait_until(holds: Callable[[], object], *, seconds: float, what: str) -> None:
    """Wait for something that another process does; fail with `what` when it does not come."""
    for _turn in range(int(seconds / 0.05)):
        if holds():
            return
        _pause.wait(0.05)
    raise AssertionError(f"Waited {seconds} s in vain: {what}")


def start(*command: str, **environment: str) -> subprocess.Popen[str]:
    """Start Python with `command` in the project's root, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def database_url() -> str:
    """The address of this test's own database, for processes of their own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def processes_with(text: str) -> list[int]:
    """The living processes that have `text` in their environment (Linux)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if state != "Z" and text.encode() in environment:
            found.append(int(folder.name))
    return found
