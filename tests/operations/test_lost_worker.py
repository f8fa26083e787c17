"""A worker that is killed in the middle loses nothing and doubles nothing.

With real processes: on SQLite with the filesystem broker, on PostgreSQL with Redis.
"""

import datetime as dt
import os
import signal
import subprocess
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone

from firstline.celery import app
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.jobs import actions, running
from foundation.jobs.models import Job
from foundation.jobs.registry import kind_of
from tests.foundation import job_kinds  # noqa: F401  (declares the kinds)
from tests.processes import database_url, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = 6
HANG_AT = 3
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Start]:
    """Start Python on the test's database and a broker of its own; what is left is killed."""
    started: list[subprocess.Popen[str]] = []
    environment = {
        "DATABASE_URL": database_url(),
        "FIRSTLINE_STATE_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "CELERY_SKIP_CHECKS": "1",
        "PYTHONWARNINGS": "ignore",
    }

    def run_(*command: str) -> subprocess.Popen[str]:
        process = start(*command, **environment)
        started.append(process)
        return process

    yield run_
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def worker(run: Start) -> subprocess.Popen[str]:
    options = ["-A", "firstline", "worker", "-Q", "bulk", "-P", "threads", "-c", "1"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return run("-m", "celery", *options, *quiet, "-I", "tests.foundation.job_kinds")


@pytest.fixture(autouse=True)
def _send_to_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In tests tasks run at once; here their wake-up calls go to the workers' broker."""
    url = app.conf.broker_url
    with Celery("sender", broker=url, set_as_current=False) as sender:
        if url == "filesystem://":
            folder = str(tmp_path / "broker")
            sender.conf.broker_transport_options = {
                "data_folder_in": folder,
                "data_folder_out": folder,
                "control_folder": str(tmp_path / "broker-control"),
            }

        def send(job_id: uuid.UUID, kind: str) -> None:
            sender.send_task("jobs.run", args=[str(job_id)], queue=kind_of(kind).queue)

        monkeypatch.setattr(actions, "send", send)
        monkeypatch.setattr(running, "send", send)
        yield


def steps_done() -> list[int]:
    rows = AuditRow.objects.filter(verb="tests.count").order_by("pk")
    return [row.data["step"] for row in rows]


def test_killed_in_the_middle_of_a_step(run: Start, tmp_path: Path) -> None:
    sign = tmp_path / "in-the-middle"
    params = {"steps": STEPS, "hang_at": HANG_AT, "sign": str(sign)}
    job = actions.enqueue(by=SYSTEM, kind="tests.count", params=params)
    doomed = worker(run)
    wait_until(lambda: sign.exists(), seconds=120, what="the worker is in the middle of a step")
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait(timeout=30)

    job.refresh_from_db()
    assert job.status == Job.Status.RUNNING
    assert job.done == HANG_AT
    assert steps_done() == list(range(HANG_AT))

    assert running.sweep(now=timezone.now()) == 0
    assert running.sweep(now=timezone.now() + dt.timedelta(minutes=5)) == 1

    worker(run)
    wait_until(
        lambda: Job.objects.get().status == Job.Status.DONE, seconds=120, what="the job is done"
    )
    job.refresh_from_db()
    assert (job.done, job.total, job.attempts) == (STEPS, STEPS, 2)
    assert steps_done() == list(range(STEPS))
    assert Counter(steps_done()).most_common(1)[0][1] == 1
