"""`manage.py up`, for real: it starts everything, and leaves nothing however it ends."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.notices.models import OutboxMail
from tests.factories.foundation import make_user
from tests.processes import database_url, processes_with, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
Up = Callable[..., subprocess.Popen[str]]
# Supervisor, web server with two workers, two Celery workers, schedule.
PROCESSES = 7


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def up(tmp_path: Path, port: int) -> Iterator[Up]:
    """Start `manage.py up` on the test's database; whatever a failing test leaves is killed."""

    def up_(state: str = "state") -> subprocess.Popen[str]:
        return start(
            *["manage.py", "up", "--port", str(port), "--settings", "tests.up_settings"],
            DATABASE_URL=database_url(),
            FIRSTLINE_STATE_DIR=str(tmp_path / state),
            PYTHONWARNINGS="ignore",
        )

    yield up_
    for pid in processes_with(f"FIRSTLINE_STATE_DIR={tmp_path}"):
        os.kill(pid, signal.SIGKILL)


def answer(port: int, path: str = "/healthz/ready") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def wait_ready(process: subprocess.Popen[str], port: int) -> None:
    def ready() -> bool:
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        return answer(port) == 200

    wait_until(ready, seconds=180, what="ready")


def living(tmp_path: Path, state: str = "state") -> list[int]:
    return processes_with(f"FIRSTLINE_STATE_DIR={tmp_path / state}\0")


def locks(tmp_path: Path) -> list[str]:
    return [path.name for path in (tmp_path / "state").glob("*.lock")]


def test_it_runs_everything_and_ctrl_c_leaves_nothing(up: Up, tmp_path: Path, port: int) -> None:
    mail = OutboxMail.objects.create(sender="a@example.org", to="b@example.org", subject="Hello")
    row = record(by=SYSTEM, verb="tests.write", obj=make_user())
    process = up()
    wait_ready(process, port)
    assert answer(port, "/accounts/login/") == 200
    wait_until(lambda: len(living(tmp_path)) == PROCESSES, seconds=60, what="all processes")
    # The schedule's first turn reaches both workers: `quick` sends mails, `bulk` seals.
    wait_until(
        lambda: OutboxMail.objects.get(pk=mail.pk).kept_at is not None,
        seconds=60,
        what="the quick worker's task",
    )
    wait_until(
        lambda: AuditRow.objects.filter(pk=row.pk, sealedrow__isnull=False).exists(),
        seconds=60,
        what="the bulk worker's task",
    )

    twice = up()
    output = twice.communicate(timeout=120)[0]
    assert twice.returncode == 1
    assert output.strip() == (f"Firstline is already running here: http://127.0.0.1:{port}/")
    elsewhere = up("other")
    output = elsewhere.communicate(timeout=120)[0]
    assert elsewhere.returncode == 1
    assert f"Port {port} is taken." in output
    assert len(output.strip().splitlines()) == 1

    os.killpg(process.pid, signal.SIGINT)
    output = process.communicate(timeout=60)[0]
    assert process.returncode == 0
    assert f"Firstline is running at http://127.0.0.1:{port}/" in output
    assert living(tmp_path) == []
    assert locks(tmp_path) == []
    assert answer(port) == 0


def test_after_kill_9_the_children_end_and_the_next_start_works(
    up: Up, tmp_path: Path, port: int
) -> None:
    process = up()
    wait_ready(process, port)
    process.kill()
    process.communicate(timeout=30)
    wait_until(lambda: living(tmp_path) == [], seconds=10, what="the children have ended")

    again = up()
    wait_ready(again, port)
    (web,) = {
        int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        for pid in living(tmp_path)
    } - {again.pid, os.getpid()}
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{web}").exists(), seconds=30, what="web is reaped")
    wait_ready(again, port)
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert living(tmp_path) == []
    assert locks(tmp_path) == []
