"""A demo server of a bench's own: scratch state, a free port, gunicorn as `make demo` runs it."""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    """A running server."""

    address: str
    process: subprocess.Popen
    environment: dict[str, str]

    def cpu_seconds(self) -> float:
        """CPU seconds used so far by gunicorn's master and workers."""
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(process_seconds(pid) for pid in pids)


def process_seconds(pid: int, *, reaped: bool = False) -> float:
    """User and system seconds of a process; with `reaped`, of its ended children too."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if reaped else 13]) / TICKS


def children(pid: int) -> list[int]:
    """Direct children of a process."""
    with contextlib.suppress(OSError):
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    return []


def postgres_seconds() -> float:
    """CPU seconds used so far by the PostgreSQL server on this machine, ended backends included."""
    total = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if (folder / "comm").read_text().strip() == "postgres":
                    total += process_seconds(int(folder.name), reaped=True)
    return total


def services() -> dict[str, str]:
    """DATABASE_URL and REDIS_URL as `make check` uses them."""
    printed = subprocess.run(
        [ROOT / "tools" / "services", "print"], capture_output=True, text=True, check=True
    ).stdout
    return dict(word.split("=", 1) for word in shlex.split(printed) if "=" in word)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(environment: dict[str, str], *words: str) -> str:
    """Run a management command and give what it printed; its own errors end the bench."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(words)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def environment(state: str, port: int, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "firstline.settings.demo",
        "FIRSTLINE_STATE_DIR": state,
        # As README.md advises and `make demo` does: Argon2 takes 100 MB for a moment.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "FIRSTLINE_BASE_URL": f"http://127.0.0.1:{port}",
        **changes,
    }


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz/live", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def demo_server(
    application: str = "firstline.wsgi:application", *, workers: int = 1, **changes: str
) -> Iterator[Server]:
    """The loaded demo behind gunicorn, on scratch state that is removed afterwards."""
    state = tempfile.mkdtemp(prefix="firstline-bench-")
    port = free_port()
    variables = environment(state, port, **changes)
    try:
        manage(variables, "migrate", "--verbosity", "0")
        manage(variables, "createcachetable")
        manage(variables, "collectstatic", "--noinput", "--verbosity", "0")
        manage(variables, "demo")
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                application,
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                str(workers),
                "--threads",
                "4",
                "--log-level",
                "warning",
            ],
            cwd=ROOT,
            env=variables,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 120
            while not ready(address):
                if time.monotonic() > deadline or process.poll() is not None:
                    sys.exit("The server did not start.")
                time.sleep(0.1)
            yield Server(address, process, variables)
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(state, ignore_errors=True)
