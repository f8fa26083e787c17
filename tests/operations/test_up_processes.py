"""Locks and the supervisor, with small children: they end with their parent in every case."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstline.operations.locks import FileLock
from tests.processes import processes_with, start, wait_until

SCRIPT = """
import os, signal, sys, time
from pathlib import Path
from firstline.operations import processes
from firstline.operations.processes import Child
from firstline.operations.supervisor import Supervisor
folder = Path({folder!r})

def sign(name):
    (folder / name).write_text(str(os.getpid()))

def obedient():
    sign("obedient")
    time.sleep(600)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() == 0:
        sign("grandchild")
        time.sleep(600)
    sign("stubborn")
    time.sleep(600)

def failing():
    sys.exit(3)

{changes}
children = [Child(f.__name__, f, folder / "log") for f in {children}]
kept = Supervisor(children, essential=children[0]).run(lambda: None)
print("kept" if kept else "hopeless", flush=True)
"""


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[object]:
    """Run a supervisor of small children; whatever a failing test leaves is killed."""
    mark = f"FIRSTLINE_TEST_MARK={tmp_path}"

    def supervise_(children: str, changes: str = "") -> subprocess.Popen[str]:
        script = SCRIPT.format(folder=str(tmp_path), children=children, changes=changes)
        return start("-c", script, FIRSTLINE_TEST_MARK=str(tmp_path))

    yield supervise_
    for pid in processes_with(mark):
        os.kill(pid, signal.SIGKILL)


def wait_for(folder: Path, *names: str) -> None:
    for name in names:
        wait_until(lambda n=name: (folder / n).exists(), seconds=60, what=f"{name} started")  # type: ignore[misc]


def living(folder: Path) -> list[int]:
    return processes_with(f"FIRSTLINE_TEST_MARK={folder}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_children_that_obey(
    supervise: object, tmp_path: Path, number: signal.Signals
) -> None:
    parent = supervise("[obedient]")  # type: ignore[operator]
    wait_for(tmp_path, "obedient")
    os.killpg(parent.pid, number)
    assert parent.communicate(timeout=30)[0].strip() == "kept"
    assert living(tmp_path) == []


def test_children_that_do_not_obey_are_killed_with_all_they_started(
    supervise: object, tmp_path: Path
) -> None:
    changes = "import firstline.operations.supervisor as s; s.STOP_SECONDS = 0.5"
    parent = supervise("[stubborn]", changes)  # type: ignore[operator]
    wait_for(tmp_path, "stubborn", "grandchild")
    parent.send_signal(signal.SIGTERM)
    parent.communicate(timeout=30)
    wait_until(lambda: living(tmp_path) == [], seconds=10, what="nothing is left")


def test_a_child_that_dies_is_started_again(supervise: object, tmp_path: Path) -> None:
    parent = supervise("[obedient]")  # type: ignore[operator]
    wait_for(tmp_path, "obedient")
    first = int((tmp_path / "obedient").read_text())
    os.kill(first, signal.SIGKILL)
    wait_until(
        lambda: int((tmp_path / "obedient").read_text() or first) != first,
        seconds=30,
        what="a new child",
    )
    parent.send_signal(signal.SIGTERM)
    parent.communicate(timeout=30)


def test_it_gives_up_when_the_essential_child_never_stays(
    supervise: object, tmp_path: Path
) -> None:
    parent = supervise("[failing, obedient]")  # type: ignore[operator]
    assert parent.communicate(timeout=60)[0].strip() == "hopeless"
    assert living(tmp_path) == []


@pytest.mark.parametrize("platform", ["linux", "another"])
@pytest.mark.parametrize("child", ["obedient", "stubborn"])
def test_children_end_after_their_supervisor_was_killed(
    supervise: object, tmp_path: Path, platform: str, child: str
) -> None:
    """Also where the kernel does not tell them, and where they ignore being told."""
    changes = f"""
processes.GRACE_SECONDS = 0.5
class System:
    platform = {platform!r}
    def __getattr__(self, name):
        return getattr(sys, name)
processes.sys = System()
"""
    parent = supervise(f"[{child}]", changes)  # type: ignore[operator]
    wait_for(tmp_path, child)
    parent.kill()
    parent.communicate(timeout=30)
    wait_until(lambda: living(tmp_path) == [], seconds=10, what="nothing is left")


class TestFileLock:
    def test_one_at_a_time(self, tmp_path: Path) -> None:
        first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
        assert first.acquire()
        assert not second.acquire(wait_seconds=0.2)
        first.release()
        assert not (tmp_path / "lock").exists()
        assert second.acquire()
        second.release()

    def test_a_killed_holder_leaves_a_file_and_no_lock(self, tmp_path: Path) -> None:
        path = tmp_path / "lock"
        holder = start(
            "-c",
            "import sys, time; from pathlib import Path\n"
            "from firstline.operations.locks import FileLock\n"
            f"lock = FileLock(Path({str(path)!r})); print(lock.acquire(), flush=True)\n"
            "time.sleep(600)",
        )
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "True"
        mine = FileLock(path)
        assert not mine.acquire()
        holder.kill()
        holder.communicate(timeout=30)
        assert path.exists()
        assert mine.acquire(wait_seconds=5)
        mine.release()

    def test_a_child_that_inherits_it_holds_it(self, tmp_path: Path) -> None:
        path = tmp_path / "lock"
        script = f"""
import os, time; from pathlib import Path
from firstline.operations.locks import FileLock
lock = FileLock(Path({str(path)!r})); lock.acquire()
if os.fork() == 0:
    print(os.getpid(), flush=True)
    time.sleep(600)
"""
        parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.wait(timeout=30)
        mine = FileLock(path)
        try:
            assert not mine.acquire()
        finally:
            os.kill(child, signal.SIGKILL)
        assert mine.acquire(wait_seconds=5)
        mine.release()
        parent.stdout.close()
