"""Tests with real processes share one broker: they never run side by side."""

import fcntl
from collections.abc import Iterator

import pytest

from tests.processes import ROOT


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    folder = ROOT / "var" / "test"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "processes.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pytest.fail("Another worker runs real processes now: see tests/scheduling.py.")
        yield
