"""The bad line between learner and server: a proxy that loses, doubles, holds back and replays.

A request that may suffer carries `X-Line: <learner>`; the others pass unharmed.
"""

import asyncio
import contextlib
import re

from tools.faults.plan import Plan
from tools.faults.wire import HEAD_LIMIT, carry, read_message

LINE = re.compile(rb"(?im)^x-line:\s*(\S+)")
# The model client gives up after 3 s: some requests are held for less, some for longer.
HOLD_SECONDS = (0.05, 4.0)


class Line:
    """The proxy. `in_flight` counts requests that are at the server now."""

    def __init__(self, upstream: int, plan: Plan) -> None:
        self.upstream, self.plan = upstream, plan
        self.in_flight = 0
        self.passed: dict[bytes, int] = {}
        self.late: set[asyncio.Task[None]] = set()
        self.serving: set[asyncio.Task[None] | None] = set()
        self.port = 0

    async def open(self) -> asyncio.Server:
        """Begin to listen on a free port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=HEAD_LIMIT)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def settle(self) -> None:
        """Wait until everything held back has arrived."""
        while pending := {task for task in self.late | self.serving if task}:
            await asyncio.wait(pending)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.serving.add(task)
        with contextlib.suppress(OSError, EOFError, asyncio.LimitOverrunError):
            request = await read_message(reader)
            found = LINE.search(request)
            answer = await self._suffer(request, found.group(1)) if found else None
            if found is None:
                answer = await self._pass(request)
            if answer:
                writer.write(answer)
                await writer.drain()
        writer.close()
        self.serving.discard(task)

    async def _suffer(self, request: bytes, learner: bytes) -> bytes:
        """Carry a request over the bad line; an empty answer is a broken connection."""
        kind = self.plan.deal()
        try:
            match kind:
                case "dropped before":
                    return await self._drop_before(request)
                case "dropped after":
                    return await self._drop_after(request)
                case "duplicated":
                    return await self._double(request)
                case "reordered":
                    return await self._reorder(request, learner)
                case _:
                    return await self._pass(request)
        finally:
            self.passed[learner] = self.passed.get(learner, 0) + 1
            if kind:
                self.plan.tick(kind)

    async def _pass(self, request: bytes) -> bytes:
        self.in_flight += 1
        try:
            return await carry(self.upstream, request)
        finally:
            self.in_flight -= 1

    async def _drop_before(self, request: bytes) -> bytes:
        """Nothing arrives, or the first half does."""
        if self.plan.rng.random() < 0.3:
            _reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            writer.write(request[: len(request) - self.plan.rng.randint(1, 60)])
            await writer.drain()
            writer.close()
        return b""

    async def _drop_after(self, request: bytes) -> bytes:
        """The server does it all; the client hears nothing, or half."""
        answer = await self._pass(request)
        return answer[: len(answer) // 2] if self.plan.rng.random() < 0.3 else b""

    async def _double(self, request: bytes) -> bytes:
        """The request arrives twice, at once or one after the other."""
        if self.plan.rng.random() < 0.5:
            first, _second = await asyncio.gather(self._pass(request), self._pass(request))
            return first
        await self._pass(request)
        return await self._pass(request)

    async def _reorder(self, request: bytes, learner: bytes) -> bytes:
        """The request is overtaken by later ones, or a copy of it comes again after them."""
        if self.plan.rng.random() < 0.5:
            await self._overtaken(learner, self.plan.rng.uniform(*HOLD_SECONDS))
            return await self._pass(request)
        task = asyncio.ensure_future(self._come_late(request, learner))
        self.late.add(task)
        task.add_done_callback(self.late.discard)
        return await self._pass(request)

    async def _come_late(self, request: bytes, learner: bytes) -> None:
        await self._overtaken(learner, self.plan.rng.uniform(0.5, 8.0))
        with contextlib.suppress(OSError, EOFError):
            await self._pass(request)

    async def _overtaken(self, learner: bytes, seconds: float) -> None:
        """Wait until one to three later requests of this learner have passed, or for so long."""
        wanted = self.passed.get(learner, 0) + self.plan.rng.randint(1, 3)
        for _turn in range(int(seconds / 0.02)):
            if self.passed.get(learner, 0) >= wanted:
                return
            await asyncio.sleep(0.02)
