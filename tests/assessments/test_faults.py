"""`make faults` in short, with real processes; and that it would notice.

The servers run beside the test, on a copy of its database.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.processes import database_url

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("demo")


def faults(*options: str, number: int = 40) -> subprocess.CompletedProcess[str]:
    """A short run: on the engine of these tests, PostgreSQL as a server of its own."""
    engine = ["--sqlite"] if connection.vendor == "sqlite" else []
    copied = ["--copy-of", database_url().replace("postgres://", "postgresql://")]
    command = [sys.executable, "-m", "tools.faults", "--faults", str(number), "--seed", "11"]
    return subprocess.run(
        [*command, *engine, *copied, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_nothing_acknowledged_is_lost_and_nothing_is_graded_twice() -> None:
    run = faults()
    assert run.stdout.splitlines()[-1] == "lost 0, graded twice 0", run.stdout + run.stderr
    assert run.returncode == 0, run.stdout


def test_a_server_that_breaks_its_promises_is_found_out() -> None:
    run = faults("--sabotage", "forgets", "--sabotage", "misjudges", "--sabotage", "regrades")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "was called saved and is not there" in run.stdout
    assert "the stored answers are worth" in run.stdout
    assert "2 gradings are on record" in run.stdout


@pytest.mark.postgres
def test_a_database_that_promises_too_early_is_found_out() -> None:
    """With commits that are not on the disk yet, a crash of the database loses what was called saved."""
    run = faults("--sabotage", "early", number=200)
    assert run.returncode == 1, run.stdout + run.stderr
    # An attempt that is gone takes its answers along, and is one sentence for all of them.
    gone = ("was called saved and is not there", "was begun and is not there")
    assert any(sentence in run.stdout for sentence in gone), run.stdout
