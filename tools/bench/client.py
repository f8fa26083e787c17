"""A small HTTP client that counts requests and bytes over the wire, as a phone would pay for them."""

import http.client
import json
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class CountedConnection(http.client.HTTPConnection):
    """Counts the bytes sent; what is received is counted by the client."""

    sent = 0

    def send(self, data):
        self.sent += len(data)
        return super().send(data)


@dataclass
class Client:
    """One learner's browser, without a cache and without scripts."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    received: int = 0
    statements: int = 0
    page: str = ""
    url: str = "/"
    follow: bool = True
    led_to: str = ""

    def __post_init__(self) -> None:
        self.connection = CountedConnection(urlsplit(self.address).netloc, timeout=30)

    @property
    def wire_bytes(self) -> int:
        return self.received + self.connection.sent

    def get(self, url: str) -> str:
        return self._send("GET", url, None, {})

    def post(self, url: str, **fields: object) -> str:
        """Post a form with the token of the page before; follow the redirect."""
        body = urlencode({"csrfmiddlewaretoken": self.token(), **fields}, doseq=True)
        return self._send("POST", url, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, url: str, value: object) -> dict:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token()}
        return json.loads(self._send("POST", url, json.dumps(value), headers, keep_page=True))

    def token(self) -> str:
        found = CSRF.search(self.page)
        if not found:
            raise SystemExit(f"No form on {self.url}, so nothing can be posted from it.")
        return found.group(1)

    def _send(
        self,
        method: str,
        url: str,
        body: str | None,
        headers: dict[str, str],
        keep_page: bool = False,
    ) -> str:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Accept-Encoding": "gzip",
            "Referer": self.address + self.url,
            **headers,
        }
        self.connection.request(method, urljoin(self.url, url), body, headers)
        answer = self.connection.getresponse()
        raw = answer.read()
        self.requests += 1
        self.received += len(raw) + sum(len(k) + len(v) + 4 for k, v in answer.getheaders()) + 17
        self.statements += int(answer.getheader("X-Bench-Statements", "0"))
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        if answer.status in (301, 302, 303):
            self.led_to = answer.getheader("Location", "/")
            return self._send("GET", self.led_to, None, {}) if self.follow else ""
        if answer.status >= 400:
            raise SystemExit(f"{method} {url} answered {answer.status}.")
        if answer.getheader("Content-Encoding") == "gzip":
            import gzip

            raw = gzip.decompress(raw)
        if not keep_page:
            self.page, self.url = raw.decode(), urljoin(self.url, url)
        return raw.decode()
