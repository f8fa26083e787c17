"""500 learners at once: who got an error, and how long a save took."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tools.bench.attempt_cost import QUESTION, TOKEN
from tools.bench.server import Server, children
from tools.faults.cluster import Cluster
from tools.faults.wire import Answer, carry, form, message, parse

LEARNERS, WITHIN_SECONDS, SAVE_EVERY, SAVES = 500, 30, 15, 4
ATTEMPT = re.compile(r"/attempts/[0-9a-f-]{36}/")


@dataclass
class Seen:
    """Seconds by kind of request, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def line(self, kind: str) -> str:
        taken = sorted(self.seconds.get(kind, [0.0]))
        at = [taken[min(len(taken) - 1, int(len(taken) * share))] * 1000 for share in (0.5, 0.99)]
        return f"crowd        {kind:7} {len(taken):5} times, median {at[0]:.0f} ms, p99 {at[1]:.0f} ms, longest {taken[-1] * 1000:.0f} ms"


@dataclass
class Learner:
    """A scripted learner of the crowd."""

    port: int
    session: str
    people: dict[str, Any]
    seen: Seen

    async def ask(
        self, kind: str, method: str, path: str, body: bytes | None, content: str
    ) -> Answer | None:
        cookies = f"{self.people['cookie']}={self.session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": content}
        began = time.perf_counter()
        try:
            raw = await asyncio.wait_for(
                carry(self.port, message(method, path, self.port, headers, body)), 30
            )
            answer = parse(raw)
        except (OSError, EOFError, ValueError, TimeoutError) as problem:
            self.seen.errors.append(f"{kind}: {type(problem).__name__}")
            return None
        self.seen.seconds.setdefault(kind, []).append(time.perf_counter() - began)
        if answer.status >= 400:
            self.seen.errors.append(f"{kind}: {answer.status}")
            return None
        return answer

    async def post(self, kind: str, path: str) -> Answer | None:
        fields = form({"csrfmiddlewaretoken": TOKEN})
        return await self.ask(kind, "POST", path, fields, "application/x-www-form-urlencoded")

    async def sit(self, wait: float) -> None:
        """Begin after `wait` seconds; save a quarter of the paper every 15 s; hand in."""
        await asyncio.sleep(wait)
        begun = await self.post("start", f"{self.people['quiz']}start/")
        found = ATTEMPT.search(begun.location) if begun else None
        page = await self.ask("paper", "GET", found.group(0), None, "text/plain") if found else None
        if not page:
            return
        questions = list(dict.fromkeys(QUESTION.findall(page.text)))
        if len(questions) != 20:
            self.seen.errors.append(f"paper: {len(questions)} questions")
        for turn in range(SAVES):
            await asyncio.sleep(SAVE_EVERY)
            await self.save(found.group(0), questions[turn * 5 : turn * 5 + 5], turn)
        await self.post("submit", f"{found.group(0)}submit/")
        await self.ask("result", "GET", f"{found.group(0)}result/", None, "text/plain")

    async def save(self, path: str, questions: list[str], turn: int) -> None:
        batch = [
            {
                "client_id": str(uuid.uuid4()),
                "question": question,
                "chosen": self.people["questions"][question]["right"],
                "claimed_ms": 1000 * turn,
                "sequence": 5 * turn + number,
            }
            for number, question in enumerate(questions)
        ]
        body = json.dumps({"answers": batch}).encode()
        answer = await self.ask("save", "POST", f"{path}answers/", body, "application/json")
        if answer and len(json.loads(answer.body)["saved"]) != len(batch):
            self.seen.errors.append("save: not all were saved")


def split_cores(server: Server) -> str:
    """How the cores are shared: one worker a core, as a production server runs; nothing is pinned."""
    cores = sorted(os.sched_getaffinity(0))
    workers = len(children(server.process.pid))
    return f"gunicorn's {workers} workers, PostgreSQL and the client share all {len(cores)} cores freely"


async def crowd(port: int, people: dict[str, Any], seen: Seen) -> None:
    rng = random.Random(1)
    waits = sorted(rng.uniform(0, WITHIN_SECONDS) for _ in range(LEARNERS))
    learners = [Learner(port, session, people, seen) for session in people["sessions"]]
    await asyncio.gather(*(one.sit(wait) for one, wait in zip(learners, waits, strict=True)))


def measure_crowd(server: Server, cluster: Cluster, people: Callable[[int], dict]) -> None:
    """Print errors and times."""
    everybody, seen = people(LEARNERS), Seen()
    print(
        f"crowd        {LEARNERS} learners begin within {WITHIN_SECONDS} s; {split_cores(server)}"
    )
    web, database = server.cpu_seconds(), cluster.cpu_seconds()
    began, own = time.perf_counter(), time.process_time()
    asyncio.run(crowd(urlsplit(server.address).port or 80, everybody, seen))
    took = time.perf_counter() - began
    print(
        f"crowd        {took:.0f} s; CPU s: gunicorn {server.cpu_seconds() - web:.1f}, PostgreSQL "
        f"{cluster.cpu_seconds() - database:.1f}, client {time.process_time() - own:.1f}"
    )
    for kind in ("start", "paper", "save", "submit", "result"):
        print(seen.line(kind))
    print(f"crowd        {len(seen.errors)} errors {sorted(set(seen.errors))[:5] or ''}")
