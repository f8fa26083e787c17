"""What every bench prints first: the machine, the versions, a fixed piece of work."""

import hashlib
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path


def processor() -> str:
    """The processor's own name where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def calibration() -> float:
    """CPU seconds of a fixed loop: hashing and dictionary work in plain Python."""
    started = time.process_time()
    seen: dict[str, int] = {}
    for number in range(200_000):
        key = hashlib.sha256(str(number).encode()).hexdigest()[:6]
        seen[key] = seen.get(key, 0) + 1
    return time.process_time() - started


def describe() -> None:
    """Print the machine, the versions and the calibration loop."""
    names = ["django", "wagtail", "gunicorn", "psycopg"]
    print(f"machine      {processor()}, {os.cpu_count()} cores, {platform.system()}")
    print(
        f"versions     Python {platform.python_version()}, "
        + ", ".join(f"{n} {version(n)}" for n in names)
    )
    loops = sorted(calibration() for _ in range(3))
    print(
        f"calibration  {loops[1]:.3f} CPU s for the fixed loop (of 3: {loops[0]:.3f} to {loops[2]:.3f})"
    )
