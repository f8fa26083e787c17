"""What became of each row of a form. Pure: reasons are codes; `protocols.exchange.wording` says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NotKept(ValueError):
    """Something cannot be kept. Its message is the reason's code, `detail` what it is about."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.reason = Reason(code, detail)


@dataclass(frozen=True)
class Reason:
    """Why something could not be kept, or not as it was. `detail` is what stood there."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the form. `becomes` is a kind of part of a protocol, empty where the row is not kept.

    A row that is kept and has reasons has lost something of it.
    """

    sheet: str
    row: int
    kind: str
    name: str
    becomes: str = ""
    code: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A protocol's document as far as the form goes, and a line for each row."""

    document: Mapping[str, Any]
    lines: tuple[Line, ...]

    @property
    def lost(self) -> list[Line]:
        """Rows of which something is not kept."""
        return [line for line in self.lines if line.reasons or not line.becomes]
