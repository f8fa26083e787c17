"""Child processes that end with their parent, whatever happens to it."""

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

# A child whose parent is gone has so long to end by itself.
GRACE_SECONDS = 6
LOG_LIMIT_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


@dataclass
class Child:
    """A process to keep running. `run` is called in it; its output goes to a file in `logs`."""

    name: str
    run: Callable[[], None]
    logs: Path
    pid: int = 0
    started: float = 0
    failures: int = 0
    not_before: float = field(default=0)

    @property
    def log(self) -> Path:
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        """Fork. The child gets a process group of its own, so that Ctrl-C reaches the parent only."""
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        self.started = monotonic()
        if self.pid == 0:
            self._be_the_child(parent)

    def _be_the_child(self, parent: int) -> None:
        status = 1
        try:
            os.setpgid(0, 0)
            for number in HANDLED:
                signal.signal(number, signal.SIG_DFL)
            _write_to(self.log)
            end_with_parent(parent)
            self.run()
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0
        except BaseException:
            # Nothing above may run in the child: it would be a second supervisor.
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it is there."""
        if self.pid:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def kill_group(self) -> None:
        """End the process and everything it started."""
        if self.pid:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                return

    def ended(self, now: float) -> None:
        """Note that it ended: soon after its start means to wait longer before the next one."""
        self.pid = 0
        self.failures = self.failures + 1 if now - self.started < 10 else 1
        self.not_before = now + min(2 ** (self.failures - 1), 30)


def end_with_parent(parent: int) -> None:
    """End this process when `parent` is no more, also after kill -9 of the parent."""
    if sys.platform == "linux":
        # At once, by the kernel. The watching thread is for other systems, and for a process that
        # does not heed the signal.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_watch, args=[parent], daemon=True, name="parent-watch").start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


def _write_to(log: Path) -> None:
    """Send this process's output to the file, begun anew when it has grown too long."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.unlink()
    fd = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(fd, 1)
    os.dup2(fd, 2)
    os.close(fd)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
