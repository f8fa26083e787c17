"""What runs in the children: the web server, a worker, the schedule."""

import logging
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from gunicorn import glogging
from gunicorn.app.base import BaseApplication
from kombu import pools

from firstline.celery import app
from firstline.operations.locks import FileLock


def serve(listener: socket.socket, scratch: Path) -> None:
    """Answer HTTP on the socket until told to stop. `scratch` is for gunicorn's heartbeat files."""
    options = {
        "bind": [f"fd://{listener.fileno()}"],
        "worker_class": "gthread",
        "workers": 2,
        "threads": 2,
        "preload_app": True,
        "timeout": 60,
        "graceful_timeout": 5,
        "keepalive": 5,
        "worker_tmp_dir": str(scratch),
        "control_socket_disable": True,
        "loglevel": "warning",
        "logger_class": QuietLog,
    }
    WebServer(options).run()


class WebServer(BaseApplication):
    """gunicorn, told by us and not by the command line or a file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        from firstline.wsgi import application

        # Load every view before the workers are forked: once, and in shared memory.
        reverse("healthz_ready")
        return application


def _without_requests(record: logging.LogRecord) -> bool:
    """False for lines that hold a path or a network address."""
    return "request" not in str(record.msg).lower()


class QuietLog(glogging.Logger):
    """gunicorn's own messages, without those that say who asked for what."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(_without_requests)


def let_broker_go() -> None:
    """Close this process's connections to the broker, before others are forked from it."""
    pools.reset()
    app._after_fork()


def work(queue: str, concurrency: int) -> None:
    """Take tasks from one queue until told to stop.

    Threads and no further processes: a job that is cut off is found by the sweep, and a small
    machine has the memory for something better.
    """
    worker = app.Worker(
        pool="threads",
        concurrency=concurrency,
        queues=[queue],
        hostname=f"{queue}@firstline",
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    raise SystemExit(worker.exitcode or 0)


def keep_schedule(state: Path) -> None:
    """Send scheduled tasks until told to stop. Only one process does so for one state folder."""
    lock = FileLock(state / "schedule.lock")
    if not lock.acquire(wait_seconds=5):
        raise SystemExit("Another process keeps the schedule.")
    try:
        # All at once now: a machine that is off at night would never come to its nightly tasks, and
        # what a lost worker left should not wait for the schedule's first turn.
        for entry in settings.CELERY_BEAT_SCHEDULE.values():
            app.send_task(entry["task"], **entry.get("options", {}))
        app.Beat(loglevel="WARNING", quiet=True).run()
    finally:
        lock.release()
