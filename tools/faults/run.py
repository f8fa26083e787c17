"""One run: servers, the bad line, learners, and somebody who pulls plugs."""

import asyncio
import itertools
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from tools.faults.cluster import Cluster
from tools.faults.learner import Learner, sit
from tools.faults.ledger import Ledger
from tools.faults.plan import Plan
from tools.faults.proxy import Line
from tools.faults.web import Web

AT_ONCE = 16
PROGRESS_SECONDS = 10
# So many problems of a kind are printed.
MOST = 100


@dataclass
class Run:
    """What a run needs, and what it finds."""

    plan: Plan
    web: Web
    cluster: Cluster | None
    people: dict[str, Any]
    ledger: Ledger = field(default_factory=Ledger)
    exhausted: bool = False

    async def go(self) -> None:
        """Do everything that is planned, then let all learners finish in peace."""
        line = Line(self.web.port, self.plan)
        server = await line.open()
        learners = enumerate(self.people["sessions"])
        work = [asyncio.create_task(self._keep_sitting(learners, line)) for _ in range(AT_ONCE)]
        pullers = [asyncio.create_task(self._kill(line)), asyncio.create_task(self._restart(line))]
        progress = asyncio.create_task(self._tell())
        try:
            await asyncio.gather(*work, *pullers)
            await line.settle()
        finally:
            progress.cancel()
            server.close()

    async def _keep_sitting(self, learners: Any, line: Line) -> None:
        for number, session in learners:
            rng = random.Random(f"{self.plan.seed}/{number}")
            learner = Learner(f"l{number}", session, self.people, line.port, self.ledger)
            while self.plan.left and await sit(learner, self.plan, rng):
                pass
            if not self.plan.left:
                return
        self.exhausted = True

    async def _turn(self, kind: str, left: int) -> None:
        """Wait until this kind of fault is not ahead of those of the line: all are spread over the run."""
        planned = left + self.plan.done.get(kind, 0)
        while not self.exhausted and self.plan.wire:
            if self.plan.done.get(kind, 0) / planned <= self.plan.wire_done:
                return
            await asyncio.sleep(0.05)

    async def _busy(self, line: Line) -> None:
        """Wait for the middle of something."""
        for _turn in range(200):
            if line.in_flight:
                return
            await asyncio.sleep(0.01)

    async def _kill(self, line: Line) -> None:
        while self.plan.kills and not self.exhausted:
            await asyncio.sleep(self.plan.rng.uniform(0.1, 0.8))
            await self._turn("killed", self.plan.kills)
            await self._busy(line)
            workers = self.web.workers()
            if workers:
                self.web.kill_worker(self.plan.rng.choice(workers))
                self.plan.kills -= 1
                self.plan.tick("killed")

    async def _restart(self, line: Line) -> None:
        while self.plan.restarts and not self.exhausted:
            assert self.cluster is not None
            await asyncio.sleep(self.plan.rng.uniform(0.5, 1.5))
            await self._turn("restarted", self.plan.restarts)
            await self._busy(line)
            # By turns, so that even a short mix holds a crash.
            await self.cluster.restart("immediate" if self.plan.restarts % 2 else "fast")
            self.plan.restarts -= 1
            self.plan.tick("restarted")

    async def _tell(self) -> None:
        began = time.monotonic()
        for _turn in itertools.count():
            await asyncio.sleep(PROGRESS_SECONDS)
            done = ", ".join(f"{kind} {count}" for kind, count in sorted(self.plan.done.items()))
            print(
                f"{time.monotonic() - began:6.0f} s  {self.plan.left} to come; {done}; "
                f"{self.ledger.acknowledged} answers called saved",
                flush=True,
            )


def judge(run: Run) -> int:
    """Print what was seen; 0 if nothing is wrong."""
    told = json.loads(run.web.module("tools.faults.oracle", text=run.ledger.to_json()))
    ledger, rows = run.ledger, told["rows"]
    print("faults       " + ", ".join(f"{k} {n}" for k, n in sorted(run.plan.done.items())))
    print(
        f"learners     {len(ledger.sittings)} attempts, {ledger.requests} requests, "
        f"{ledger.retries} sent again, {ledger.errors} answers of 500 and more"
    )
    print(
        f"answers      {ledger.acknowledged} called saved; in the database {rows['answers']} answers, "
        f"{rows['results']} results, {rows['certificates']} certificates"
    )
    if run.exhausted and run.plan.left:
        ledger.unexpected.append(f"{run.plan.left} faults were left when the learners had finished")
    if not ledger.acknowledged:
        ledger.unexpected.append("no answer was acknowledged, so nothing was tried")
    for problem in [*ledger.unexpected[:MOST], *told["lost"][:MOST], *told["twice"][:MOST]]:
        print(f"PROBLEM      {problem}")
    print(f"unexpected   {len(ledger.unexpected)}")
    print(f"lost {len(told['lost'])}, graded twice {len(told['twice'])}")
    return 1 if ledger.unexpected or told["lost"] or told["twice"] else 0
