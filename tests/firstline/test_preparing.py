"""What is put in place before the product runs."""

import sqlite3
from contextlib import closing
from pathlib import Path

from firstline.operations.preparing import database_file


def test_a_new_database_is_for_its_owner_only_and_an_old_one_is_left_alone(tmp_path: Path) -> None:
    new, old = tmp_path / "new.sqlite3", tmp_path / "old.sqlite3"
    old.write_bytes(b"")
    old.chmod(0o640)
    for file in (new, old):
        database_file({"ENGINE": "django.db.backends.sqlite3", "NAME": file})
    with closing(sqlite3.connect(new)) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("CREATE TABLE names (name TEXT)")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {
        "new.sqlite3": 0o600,
        "new.sqlite3-wal": 0o600,
        "new.sqlite3-shm": 0o600,
        "old.sqlite3": 0o640,
    }
    database_file({"ENGINE": "django.db.backends.postgresql", "NAME": "firstline"})
    assert not Path("firstline").exists()
