"""The product's web server under test: gunicorn with its own WSGI application, on scratch state."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.bench.server import ROOT, children, environment, free_port, manage, ready

WORKERS, THREADS = 2, 4


class Web:
    """A running server. Its workers can be killed; its master starts new ones."""

    def __init__(self, database_url: str, application: str) -> None:
        self.state = tempfile.mkdtemp(prefix="firstline-faults-")
        self.port = free_port()
        self.application = application
        url = database_url or f"sqlite:///{self.state}/db.sqlite3"
        self.environment = environment(self.state, self.port, DATABASE_URL=url, REDIS_URL="")
        self.process: subprocess.Popen | None = None

    def take(self, url: str) -> None:
        """Copy an SQLite database to where the server will look for its own."""
        with (
            contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
            contextlib.closing(sqlite3.connect(f"{self.state}/db.sqlite3")) as target,
        ):
            source.backup(target)

    def prepare(self, *, copied: bool) -> None:
        """Load the demo, unless the database is a copy of one."""
        if not copied:
            manage(self.environment, "migrate", "--verbosity", "0")
            manage(self.environment, "demo")
        manage(self.environment, "createcachetable")
        manage(self.environment, "collectstatic", "--noinput", "--verbosity", "0")

    def start(self) -> None:
        words = ["--bind", f"127.0.0.1:{self.port}", "--preload", "--log-level", "error"]
        size = ["--workers", str(WORKERS), "--threads", str(THREADS), "--timeout", "60"]
        log = (Path(self.state) / "web.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", self.application, *words, *size],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=log,
        )
        deadline = time.monotonic() + 60
        while not ready(f"http://127.0.0.1:{self.port}"):
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit(f"The web server did not start:\n{self.log()[-2000:]}")
            time.sleep(0.1)

    def workers(self) -> list[int]:
        return children(self.process.pid) if self.process else []

    def kill_worker(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def log(self) -> str:
        return (Path(self.state) / "web.log").read_text(errors="replace")

    def module(self, name: str, *words: str, text: str = "") -> str:
        """Run one of our modules with Django's settings; give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", name, *words],
            cwd=ROOT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{name} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.state, ignore_errors=True)
