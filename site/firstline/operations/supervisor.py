"""One process that starts the others, starts them again when they end, and stops them all."""

import os
import signal
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from firstline.operations.processes import HANDLED, Child

STOP_SECONDS = 8
# The web server that ends so often right after its start will not come up by itself.
HOPELESS = 3


class Supervisor:
    """Runs `children` until a signal says stop. `essential` is the child without which all stop."""

    def __init__(self, children: list[Child], essential: Child) -> None:
        self.children = children
        self.essential = essential
        self.stopping = False
        self.hopeless = False
        self._woken = threading.Event()

    def run(self, tick: Callable[[], None]) -> bool:
        """Keep the children running; `tick` is called about twice a second.

        Returns False when the essential child could not be kept running.
        """
        for number in HANDLED:
            signal.signal(number, self._on_signal)
        try:
            while not self.stopping:
                self._start_what_is_due()
                tick()
                self._woken.wait(0.2)
                self._woken.clear()
                self._reap()
        finally:
            self._stop_all()
        return not self.hopeless

    def _on_signal(self, number: int, _frame: Any) -> None:
        if number != signal.SIGCHLD:
            self.stopping = True
        self._woken.set()

    def _start_what_is_due(self) -> None:
        for child in self.children:
            if not child.pid and monotonic() >= child.not_before:
                child.start()

    def _reap(self) -> None:
        while (pid := _ended_child()) > 0:
            for child in self.children:
                if child.pid == pid:
                    # A web server's own workers must not outlive it.
                    child.kill_group()
                    child.ended(monotonic())
        if self.essential.failures >= HOPELESS:
            self.stopping = self.hopeless = True

    def _stop_all(self) -> None:
        give_up = monotonic() + STOP_SECONDS
        for child in self.children:
            child.tell(signal.SIGTERM)
        while self._any_left() and monotonic() < give_up:
            self._woken.wait(0.05)
            self._woken.clear()
        for child in self.children:
            child.kill_group()
        while self._any_left():
            self._woken.wait(0.05)

    def _any_left(self) -> bool:
        while (pid := _ended_child()) > 0:
            for child in self.children:
                if child.pid == pid:
                    child.kill_group()
                    child.pid = 0
        return any(child.pid for child in self.children)


def _ended_child() -> int:
    """The process id of a child that has ended, else 0 or -1."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0]
    except ChildProcessError:
        return -1
