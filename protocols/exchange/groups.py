"""Groups of a form as sections of a protocol. Pure."""

from dataclasses import dataclass, field
from typing import Any

from protocols.exchange.conditions import Clauses
from protocols.exchange.names import code_from

Json = dict[str, Any]
Text = dict[str, str]


@dataclass
class _Group:
    name: str
    title: Text
    clauses: Clauses
    is_repeat: bool = False
    section: Json | None = None


@dataclass
class Groups:
    """Where the next item goes. Groups inside groups become sections of their own, one after the other."""

    title: Text
    sections: list[Json] = field(default_factory=list)
    _open: list[_Group] = field(default_factory=list)
    _outside: _Group = field(init=False)

    def __post_init__(self) -> None:
        self._outside = _Group("MAIN", self.title, [])

    def begin(self, name: str, title: Text, clauses: Clauses, *, is_repeat: bool) -> None:
        """A group begins."""
        self._open.append(_Group(name, title, clauses, is_repeat))

    def end(self) -> bool:
        """A group ends; False if none had begun."""
        return bool(self._open and self._open.pop())

    @property
    def is_nested(self) -> bool:
        """Whether the group that is open lies in another."""
        return len(self._open) > 1

    @property
    def repeats(self) -> bool:
        """Whether what comes is asked again and again."""
        return any(group.is_repeat for group in self._open)

    @property
    def clauses(self) -> Clauses:
        """What all open groups ask for."""
        return [clause for group in self._open for clause in group.clauses]

    def place(self, item: Json) -> str:
        """Put an item into the section of the group that is open. Returns the section's code."""
        group = self._open[-1] if self._open else self._outside
        if group.section is None or group.section is not self.sections[-1]:
            codes = [section["code"] for section in self.sections]
            code = code_from(group.name, codes, "S")
            group.section = {"code": code, "title": group.title, "items": []}
            self.sections.append(group.section)
        group.section["items"].append(item)
        return str(group.section["code"])
