"""A small SMTP server for tests: it takes, or refuses, what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the messages it took in `messages`. `answers` maps a command to a refusal."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str]) -> None:
        self.messages: list[Message] = []
        self.answers = answers
        super().__init__(("127.0.0.1", 0), Session)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        for raw in self.rfile:
            command = raw.split()[0].decode().upper() if raw.split() else ""
            if command == "DATA" and command not in self.server.answers:
                self.say("354 go on")
                self.server.messages.append(message_from_bytes(self.read_data()))
            self.say(self.server.answers.get(command, "250 ok" if command != "QUIT" else "221 bye"))
            if command == "QUIT":
                return

    def read_data(self) -> bytes:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b"."))
        return b"".join(lines)


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    """Run a server; `mail_server(RCPT="550 unknown")` refuses every recipient."""
    with MailServer(answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
