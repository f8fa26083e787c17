"""Production refuses to start half-configured, and says what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "firstline.settings.production",
    "FIRSTLINE_SECRET_KEY": "kq8Zr2-vX71mTnE0hYbL5cWdJ9sGfA3uPoI6eRyQxVtNzMlKjHgB",
    "FIRSTLINE_ALLOWED_HOSTS": "firstline.example",
    "FIRSTLINE_BASE_URL": "https://firstline.example",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_starts_with_a_secret_and_hosts() -> None:
    done = start()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIRSTLINE_SECRET_KEY", ""),
        ("FIRSTLINE_SECRET_KEY", "short"),
        ("FIRSTLINE_BASE_URL", ""),
        ("FIRSTLINE_BASE_URL", "http://firstline.example"),
        ("FIRSTLINE_SECRET_KEY", "insecure-" + GOOD["FIRSTLINE_SECRET_KEY"]),
        ("FIRSTLINE_ALLOWED_HOSTS", ""),
    ],
)
def test_refuses_and_names_the_setting(name: str, value: str) -> None:
    done = start(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
