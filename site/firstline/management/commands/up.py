"""`manage.py up`: the whole product on this machine, until Ctrl-C."""

import gc
import http.client
import os
import socket
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from firstline.operations import preparing, services
from firstline.operations.locks import FileLock
from firstline.operations.processes import Child
from firstline.operations.supervisor import Supervisor
from firstline.operations.welcome import welcome
from foundation.errors import DomainError

# Children of a supervisor that was killed end within ten seconds.
WAIT_FOR_ORPHANS_SECONDS = 12


class Command(BaseCommand):
    help = "Run web server, workers and schedule under one supervisor. Ctrl-C stops everything."
    requires_system_checks = []
    listener: socket.socket
    port: int

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument(
            "--reset",
            action="store_true",
            default=os.environ.get("RESET", "") not in {"", "0"},
            help="the demo only: remove everything and start over",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        state = Path(settings.STATE_DIR)
        if options["reset"] and not settings.DEMO:
            raise SystemExit("Only the demo can start over.")
        alone, orphans = FileLock(state / "up.lock"), FileLock(state / "up-children.lock")
        self._take(alone, orphans)
        try:
            self.port = options["port"]
            alone.write(f"{os.getpid()} http://{options['host']}:{self.port}/\n")
            self.listener = self._reserve(options["host"])
            preparing.folders(state)
            self._prepare(state, reset=options["reset"])
            self._listen()
            kept_running = self._run(state, alone)
        except (DomainError, KeyboardInterrupt) as stopped:
            raise SystemExit(str(stopped) or "Stopped.") from stopped
        finally:
            orphans.release()
            alone.release()
        if not kept_running:
            raise SystemExit(f"The web server did not start. See {state}/log/web.log")

    def _take(self, alone: FileLock, orphans: FileLock) -> None:
        if not alone.acquire():
            where = alone.path.read_text().partition(" ")[2].strip()
            raise SystemExit(f"Firstline is already running here: {where}")
        if not orphans.acquire(wait_seconds=WAIT_FOR_ORPHANS_SECONDS):
            alone.release()
            raise SystemExit("Processes of the last run have not ended yet. Try again.")

    def _reserve(self, host: str) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, self.port))
        except OSError as error:
            raise SystemExit(self._taken()) from error
        return listener

    def _listen(self) -> None:
        try:
            self.listener.listen(128)
        except OSError as error:
            raise SystemExit(self._taken()) from error

    def _taken(self) -> str:
        return f"Port {self.port} is taken. Choose another, for example: make demo PORT={self.port + 1}"

    def _prepare(self, state: Path, *, reset: bool) -> None:
        if reset:
            preparing.start_over(state)
            preparing.folders(state)
        preparing.database(self._say)
        preparing.static_files(self._say)
        if settings.DEMO:
            preparing.demo(self._say)
        # Connections must not be shared with the children.
        connections.close_all()
        services.let_broker_go()

    def _run(self, state: Path, alone: FileLock) -> bool:
        os.environ["CELERY_SKIP_CHECKS"] = "1"
        # What is in memory now is shared with the children, unless something touches it.
        gc.freeze()
        web = partial(services.serve, self.listener, state / "tmp")
        runs = {
            "web": self._child(web, alone, listens=True),
            "quick": self._child(partial(services.work, "quick", 2), alone),
            "bulk": self._child(partial(services.work, "bulk", 1), alone),
            "schedule": self._child(partial(services.keep_schedule, state), alone),
        }
        children = [Child(name, run, state / "log") for name, run in runs.items()]
        return Supervisor(children, essential=children[0]).run(self._greet_once_ready())

    def _child(self, run: Any, alone: FileLock, *, listens: bool = False) -> Any:
        def in_the_child() -> None:
            alone.forget()
            if not listens:
                self.listener.close()
            run()

        return in_the_child

    def _greet_once_ready(self) -> Any:
        greeted = False

        def tick() -> None:
            nonlocal greeted
            if not greeted and self._is_ready():
                greeted = True
                self._say(welcome(f"http://127.0.0.1:{self.port}"))
                connections.close_all()

        return tick

    def _is_ready(self) -> bool:
        probe = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            probe.request("GET", "/healthz/ready")
            return probe.getresponse().status == 200
        except OSError:
            return False
        finally:
            probe.close()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
