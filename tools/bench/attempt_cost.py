"""CPU seconds of an attempt, step by step."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.bench.client import Client
from tools.bench.server import Server
from tools.faults.cluster import Cluster

QUESTION = re.compile(r'data-question="([0-9a-f-]{36})"')
TOKEN = "bench" + "0" * 27
WARM_UP = 4
LEARNERS = 60


@dataclass
class Sitting:
    """One signed-in learner at the quiz."""

    client: Client
    people: dict[str, Any]
    path: str = ""
    questions: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.client.page = f'name="csrfmiddlewaretoken" value="{TOKEN}"'
        self.client.post(f"{self.people['quiz']}start/")
        self.path = re.search(r"/attempts/[0-9a-f-]{36}/", self.client.led_to).group(0)

    def paper(self) -> None:
        page = self.client.get(self.path)
        self.questions = list(dict.fromkeys(QUESTION.findall(page)))

    def save(self, first: int, last: int) -> None:
        batch = [
            {
                "client_id": str(uuid.uuid4()),
                "question": question,
                "chosen": self.people["questions"][question]["right"],
                "claimed_ms": 1000 * number,
                "sequence": number,
            }
            for number, question in enumerate(self.questions[first:last], start=first)
        ]
        told = self.client.post_json(f"{self.path}answers/", {"answers": batch})
        if len(told["saved"]) != len(batch):
            raise SystemExit(f"{len(told['saved'])} of {len(batch)} answers were saved.")

    def submit(self) -> None:
        self.client.post(f"{self.path}submit/")

    def result(self) -> None:
        page = self.client.get(f"{self.path}result/")
        if "20 of 20" not in re.sub(r"<[^>]+>|\s+", " ", page):
            raise SystemExit("A learner did not pass.")


def sittings(server: Server, people: dict[str, Any]) -> list[Sitting]:
    found = []
    for session in people["sessions"]:
        client = Client(server.address, follow=False)
        client.cookies = {people["cookie"]: session, "csrftoken": TOKEN}
        found.append(Sitting(client, people))
    return found


STEPS: dict[str, Callable[[Sitting], None]] = {
    "start": Sitting.start,
    "paper": Sitting.paper,
    "save of 20": lambda sitting: sitting.save(0, 20),
    "submit": Sitting.submit,
    "result": Sitting.result,
}
POSTS = ("start", "save of 20", "submit")


def measure_cost(server: Server, cluster: Cluster, people: Callable[[int], dict]) -> None:
    """Print what each step takes: all learners do a step before the next one is measured."""
    everybody = sittings(server, people(WARM_UP + LEARNERS))
    for sitting in everybody[:WARM_UP]:
        for step in STEPS.values():
            step(sitting)
    measured = everybody[WARM_UP:]
    spent: dict[str, float] = {}
    for name, step in STEPS.items():
        web, database = server.cpu_seconds(), cluster.cpu_seconds()
        for sitting in measured:
            step(sitting)
            # The server closes what is idle; the next step opens a connection of its own.
            sitting.client.connection.close()
        web = (server.cpu_seconds() - web) / LEARNERS
        database = (cluster.cpu_seconds() - database) / LEARNERS
        spent[name] = web + database
        print(
            f"cost         {name:11} {web + database:.4f} CPU s (gunicorn {web:.4f}, PostgreSQL {database:.4f})"
        )
    requests = measured[0].client.requests
    size = measured[0].client.wire_bytes / 1024
    posts = sum(spent[name] for name in POSTS)
    print(f"cost         start, 20 answers, submit: {posts:.4f} CPU s (wanted: 0.08 or less)")
    print(
        f"cost         with the paper and the result page: {sum(spent.values()):.4f} CPU s, "
        f"{requests} requests, {size:.0f} KiB; mean of {LEARNERS} learners"
    )
