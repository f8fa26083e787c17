"""A PostgreSQL of the harness's own, thrown away afterwards; the machine's own server is left alone."""

import asyncio
import getpass
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bench.server import children, free_port, process_seconds

MISSING = (
    "initdb and pg_ctl were not found. Install the PostgreSQL server (Debian, Ubuntu: "
    "apt-get install postgresql), or set PG_BIN to the folder that holds them."
)


def programs() -> Path | None:
    """The folder with initdb and pg_ctl, None where there is none."""
    given = os.environ.get("PG_BIN")
    known = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    found = shutil.which("initdb")
    candidates = (
        [Path(given)] if given else [*reversed(known), *([Path(found).parent] if found else [])]
    )
    return next((path for path in candidates if (path / "pg_ctl").exists()), None)


class Cluster:
    """A running server with one database, `firstline`."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            sys.exit(MISSING)
        self.bin, self.port = found, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="firstline-pg-"))
        self.data = self.folder / "data"
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        if os.geteuid() == 0:
            entry = pwd.getpwnam(self.user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/firstline"

    def _command(self, program: str, *words: str) -> list[str]:
        switch = ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups"]
        root = os.geteuid() == 0
        return [*(switch if root else []), str(self.bin / program), *words]

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            self._command(program, *words),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{program} failed: {done.stderr[-800:]}")

    def _pg_ctl(self, *words: str) -> list[str]:
        # What is committed as in production is on the disk at once. What a server promises too early
        # waits for the log's writer, whose rounds are seldom here, so that a crash shows it.
        writer = "-c wal_writer_delay=10s -c wal_writer_flush_after=1GB"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} {writer}"
        log = str(self.folder / "log")
        return ["-D", str(self.data), "-o", options, "-l", log, "-w", "-t", "60", *words]

    def start(self) -> None:
        """Make the cluster and its database. What it commits is on the disk, as in production."""
        trust = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *trust)
        self._run("pg_ctl", *self._pg_ctl("start"))
        self._run(
            "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "firstline"
        )

    def take(self, url: str) -> None:
        """Copy a database of another server into the empty one."""
        dump = subprocess.Popen([self.bin / "pg_dump", "--dbname", url], stdout=subprocess.PIPE)
        load = [self.bin / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "--dbname", self.url]
        subprocess.run(load, stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        if dump.wait():
            sys.exit("pg_dump failed.")

    async def restart(self, mode: str) -> None:
        """Restart in the middle of everything. `immediate` is a crash: it recovers from its log."""
        process = await asyncio.create_subprocess_exec(
            *self._command("pg_ctl", *self._pg_ctl("-m", mode, "restart")),
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        if await process.wait():
            raise SystemExit(f"pg_ctl restart -m {mode} failed.")

    def stop(self) -> None:
        subprocess.run(
            self._command("pg_ctl", *self._pg_ctl("-m", "immediate", "stop")),
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu_seconds(self) -> float:
        """CPU seconds used so far by this server, ended backends included."""
        master = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        living = sum(process_seconds(pid) for pid in children(master))
        return living + process_seconds(master, reaped=True)
