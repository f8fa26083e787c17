"""HTTP/1.1 as bytes, one exchange a connection: enough for a model client and for a faulty proxy."""

import asyncio
import gzip
import re
from dataclasses import dataclass
from urllib.parse import urlencode

LENGTH = re.compile(rb"(?im)^content-length:\s*(\d+)")
HEAD_LIMIT = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back. `cookies` are those set by it."""

    status: int
    location: str
    cookies: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One whole message. Raises IncompleteReadError when the other side stops in the middle."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = LENGTH.search(head)
    return head + (await reader.readexactly(int(found.group(1))) if found else b"")


async def read_answer(reader: asyncio.StreamReader) -> bytes:
    """One whole answer; without a length it ends with the connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = LENGTH.search(head)
    if found:
        return head + await reader.readexactly(int(found.group(1)))
    return head + await reader.read()


async def carry(port: int, message: bytes) -> bytes:
    """Send a message to a port of this machine and give the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=HEAD_LIMIT)
    try:
        writer.write(message)
        await writer.drain()
        return await read_answer(reader)
    finally:
        writer.close()


def parse(raw: bytes) -> Answer:
    """Read an answer. Raises ValueError for half of one."""
    head, _blank, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    cookies, location, packed = {}, "", False
    for line in lines:
        name, _colon, value = line.partition(":")
        match name.lower():
            case "set-cookie":
                key, _equals, rest = value.strip().partition("=")
                cookies[key] = rest.split(";", 1)[0]
            case "location":
                location = value.strip()
            case "content-encoding":
                packed = "gzip" in value
    return Answer(
        int(first.split(" ", 2)[1]), location, cookies, gzip.decompress(body) if packed else body
    )


def message(
    method: str, path: str, port: int, headers: dict[str, str], body: bytes | None = None
) -> bytes:
    """A request as bytes, for a server on this machine."""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        "Accept-Encoding: gzip",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


def form(fields: dict[str, str]) -> bytes:
    """The body of a posted form."""
    return urlencode(fields).encode()
