"""Locks that the operating system lets go when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path
from time import monotonic, sleep

POLL_SECONDS = 0.1


class FileLock:
    """An exclusive lock on a file, held by every process that inherits its descriptor.

    After kill -9 the file is still there and the lock is not: only the lock counts. `release`
    removes the file as well.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def acquire(self, *, wait_seconds: float = 0) -> bool:
        """Take the lock, waiting at most so long. False when somebody else keeps it."""
        give_up = monotonic() + wait_seconds
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while not self._try():
            if monotonic() >= give_up:
                return False
            sleep(POLL_SECONDS)
        return True

    def _try(self) -> bool:
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        if not self._is_current(fd):
            # The last holder removed the file between our opening and our locking.
            os.close(fd)
            return False
        self._fd = fd
        return True

    def _is_current(self, fd: int) -> bool:
        try:
            return os.path.samestat(os.fstat(fd), self.path.stat())
        except FileNotFoundError:
            return False

    def write(self, text: str) -> None:
        """Say in the file who holds it."""
        assert self._fd is not None
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def forget(self) -> None:
        """In a child: close the descriptor, so that only the parent holds the lock."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def release(self) -> None:
        """Remove the file and let the lock go."""
        if self._fd is not None:
            self.path.unlink(missing_ok=True)
            self.forget()
