"""A model learner: sits the quiz in two tabs, and keeps to the protocol that the pages' script keeps to.

Each answer has an id of its own. A tab keeps an answer until the server acknowledges or refuses it, sends
all it keeps in each batch, one batch at a time, and sends again after any failure.
"""

import asyncio
import itertools
import json
import random
import re
import time
import uuid
from typing import Any

from tools.faults.ledger import Ledger, Sent, Sitting
from tools.faults.plan import Plan
from tools.faults.wire import Answer, carry, form, message, parse

ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")
QUESTION = re.compile(r'data-question="([0-9a-f-]{36})"')
SCORE = re.compile(r"(\d+ of \d+)")
GIVE_UP_SECONDS = 3.0
MOST_IN_BATCH = 50
TOKEN = "faults" + "0" * 26


class Learner:
    """One person, signed in on the pages of one quiz."""

    def __init__(
        self, name: str, session: str, people: dict[str, Any], port: int, ledger: Ledger
    ) -> None:
        self.name, self.port, self.ledger = name, port, ledger
        self.quiz, self.questions = people["quiz"], people["questions"]
        self.cookies = f"{people['cookie']}={session}; csrftoken={TOKEN}"

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        unharmed: bool = False,
    ) -> Answer | None:
        """One exchange; None when the line broke or the client's patience ended."""
        headers = {"Cookie": self.cookies, "X-CSRFToken": TOKEN}
        if not unharmed:
            headers["X-Line"] = self.name
        if kind:
            headers["Content-Type"] = kind
        self.ledger.requests += 1
        try:
            raw = await asyncio.wait_for(
                carry(self.port, message(method, path, self.port, headers, body)), GIVE_UP_SECONDS
            )
            return parse(raw)
        except (OSError, EOFError, ValueError, IndexError, TimeoutError):
            return None

    async def insist(
        self, method: str, path: str, rng: random.Random, unharmed: bool = False
    ) -> Answer:
        """Ask until there is an answer that is not the server's trouble."""
        body = form({"csrfmiddlewaretoken": TOKEN}) if method == "POST" else None
        kind = "application/x-www-form-urlencoded" if body else ""
        for failures in itertools.count(1):
            answer = await self.ask(method, path, body, kind, unharmed)
            if answer and answer.status < 500:
                return answer
            self.ledger.errors += bool(answer)
            self.ledger.retries += 1
            await asyncio.sleep(patience(failures, rng))
        raise AssertionError


def patience(failures: int, rng: random.Random) -> float:
    """Seconds before trying again: longer after each failure, never the same for all."""
    return rng.uniform(0.5, 1) * min(1.5, 0.05 * 2**failures)


class Tab:
    """One tab with the paper open. `skew` is how wrong its clock is, in ms."""

    def __init__(self, learner: Learner, sitting: Sitting, rng: random.Random) -> None:
        self.learner, self.sitting, self.rng = learner, sitting, rng
        sitting.opened += 1
        self.name = f"tab {sitting.opened}"
        self.kept: dict[str, Sent] = {}
        self.sequence, self.failures = 0, 0
        self.skew = rng.choice([0, 0, -1500, 1500])
        self.over = False

    def choose(self, question: str, chosen: list[str]) -> None:
        """Answer a question: kept on the device at once."""
        self.sequence += 1
        claimed = max(0, round((time.monotonic() - self.sitting.began) * 1000) + self.skew)
        sent = Sent(
            str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            question,
            chosen,
            claimed,
            self.sequence,
            self.name,
        )
        self.kept[sent.client_id] = self.sitting.answers[sent.client_id] = sent

    async def send_all(self) -> None:
        """Send until nothing is kept."""
        while self.kept:
            await self._send(list(self.kept.values())[:MOST_IN_BATCH])

    async def _send(self, batch: list[Sent]) -> None:
        fields = ("client_id", "question", "chosen", "claimed_ms", "sequence")
        rows = [{name: getattr(sent, name) for name in fields} for sent in batch]
        path = f"/attempts/{self.sitting.attempt}/answers/"
        body = json.dumps({"answers": rows}).encode()
        answer = await self.learner.ask("POST", path, body, "application/json")
        if answer is None or answer.status >= 500:
            self.learner.ledger.errors += bool(answer)
            self.learner.ledger.retries += 1
            self.failures += 1
            await asyncio.sleep(patience(self.failures, self.rng))
        elif answer.status in (200, 409):
            self.failures = 0
            self._heed(json.loads(answer.body), answer.status, batch)
        else:
            self.learner.ledger.unexpected.append(f"a save was answered {answer.status}")
            self.kept.clear()

    def _heed(self, told: dict[str, Any], status: int, batch: list[Sent]) -> None:
        """Let go of what the server has taken or will never take."""
        for client_id in told.get("saved", []):
            self.sitting.answers[client_id].acknowledged = True
            self.sitting.answers[client_id].apart = client_id in told["late"]
            self.kept.pop(client_id, None)
        for row in told.get("refused", []):
            if row["reason"] != "ended":
                self.learner.ledger.unexpected.append(f"an answer was refused: {row['reason']}")
            self.sitting.answers[row["client_id"]].refused = True
            self.kept.pop(row["client_id"], None)
        if status == 409:
            self.over = True
            for sent in batch:
                self.kept.pop(sent.client_id, None)


async def sit(learner: Learner, plan: Plan, rng: random.Random) -> bool:
    """One attempt, from start to result. False when no further attempt may begin."""
    started = await learner.insist("POST", f"{learner.quiz}start/", rng)
    found = ATTEMPT.search(started.location)
    if started.status != 302 or not found:
        return False
    sitting = learner.ledger.sitting(found.group(1))
    path = f"/attempts/{sitting.attempt}/"
    page = await learner.insist("GET", path, rng, unharmed=True)
    paper = list(dict.fromkeys(QUESTION.findall(page.text)))
    if not paper:
        learner.ledger.unexpected.append(f"no paper: {page.status} {page.location}")
        return False
    tabs = [Tab(learner, sitting, rng) for _tab in range(2)]
    await _answer(tabs, paper, learner.questions, plan, rng)
    await _hand_in(learner, tabs, sitting, rng)
    return True


def _pick(question: dict[str, Any], rng: random.Random, skill: float) -> list[str]:
    if rng.random() < skill:
        return list(question["right"])
    size = rng.randint(1, len(question["options"])) if question["kind"] == "multiple" else 1
    return sorted(rng.sample(question["options"], size))


async def _answer(
    tabs: list[Tab], paper: list[str], questions: dict[str, Any], plan: Plan, rng: random.Random
) -> None:
    """Answer every question in one tab or the other; change one's mind; answer in both at once."""
    skill = rng.choice([0.4, 0.95, 1.0])
    senders: set[asyncio.Task[None]] = set()
    for number, question in enumerate(rng.sample(paper, len(paper))):
        tab = rng.choice(tabs)
        tab.choose(question, _pick(questions[question], rng, skill))
        if number and rng.random() < 0.2:
            again = rng.choice(list(tab.sitting.answers.values())).question
            tab.choose(again, _pick(questions[again], rng, skill))
        if plan.deal_two_tabs():
            for each in tabs:
                each.choose(question, _pick(questions[question], rng, skill))
            await asyncio.gather(*(each.send_all() for each in tabs if not _busy(each, senders)))
            plan.tick("two tabs")
        for each in tabs:
            if each.kept and not _busy(each, senders):
                task = asyncio.create_task(each.send_all(), name=each.name)
                senders.add(task)
                task.add_done_callback(senders.discard)
        await asyncio.sleep(rng.uniform(0, 0.06))
    if senders:
        await asyncio.wait(senders)


def _busy(tab: Tab, senders: set[asyncio.Task[None]]) -> bool:
    """A tab has one request on its way at most."""
    return any(task.get_name() == tab.name for task in senders)


async def _hand_in(learner: Learner, tabs: list[Tab], sitting: Sitting, rng: random.Random) -> None:
    """Hand in, mostly after everything is sent, sometimes while a tab is still sending or twice."""
    mood = rng.random()
    if mood < 0.05:
        await asyncio.gather(*(tab.send_all() for tab in tabs))
        return
    submit = f"/attempts/{sitting.attempt}/submit/"
    hurried = asyncio.gather(*(tab.send_all() for tab in tabs)) if mood < 0.2 else None
    if hurried is None:
        await asyncio.gather(*(tab.send_all() for tab in tabs))
    times = 2 if rng.random() < 0.3 else 1
    for answer in await asyncio.gather(
        *(learner.insist("POST", submit, rng) for _ in range(times))
    ):
        if answer.status == 302 and answer.location.endswith("/result/"):
            sitting.handed_in = True
        else:
            learner.ledger.unexpected.append(f"handing in was answered {answer.status}")
    if hurried is not None:
        await hurried
    for _look in range(2):
        page = await learner.insist(
            "GET", f"/attempts/{sitting.attempt}/result/", rng, unharmed=True
        )
        shown = SCORE.search(re.sub(r"<[^>]+>|\s+", " ", page.text))
        sitting.scores.append(shown.group(1) if shown else f"none ({page.status})")
