"""The part of XPath that forms use, as a tree. Nothing is ever run. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MAX_LENGTH = 20_000
MAX_DEPTH = 60
# No threshold, weight or age has more digits; longer ones cost more with each calculation.
MAX_DIGITS = 20
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<ref>\$\{\s*[\w.\-:]+\s*\})
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<sign>!=|<=|>=|[=<>+\-*(),])
    | (?P<word>[A-Za-z_][\w.\-:]*)
    | (?P<dot>\.)
    )""",
    re.VERBOSE,
)
# From the loosest to the tightest.
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


class NotUnderstood(ValueError):
    """The text is no expression, or one that goes beyond this part of XPath."""


@dataclass(frozen=True)
class Ref:
    """`${name}`: the answer to a question."""

    name: str


@dataclass(frozen=True)
class Text:
    """A text in quotes."""

    text: str


@dataclass(frozen=True)
class Number:
    """A number, kept as decimal."""

    number: Decimal


@dataclass(frozen=True)
class Dot:
    """The answer to the question itself, as constraints use it."""


@dataclass(frozen=True)
class Call:
    """A function and what it is given."""

    name: str
    given: tuple["Node", ...]


@dataclass(frozen=True)
class Op:
    """Two sides and what stands between them."""

    sign: str
    left: "Node"
    right: "Node"


Node = Ref | Text | Number | Dot | Call | Op


def parse(text: str) -> Node:
    """The tree of an expression. Raises NotUnderstood."""
    if len(text) > MAX_LENGTH:
        raise NotUnderstood(text[:100])
    parser = _Parser(list(_tokens(text)))
    node = parser.level(0)
    if parser.tokens:
        raise NotUnderstood(text[:100])
    return node


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise NotUnderstood(text[place : place + 100])
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


class _Parser:
    """Takes tokens from the front."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens[::-1]
        self.depth = 0

    def level(self, level: int) -> Node:
        """An expression of operators that bind at least as tightly as `level`."""
        if level == len(_LEVELS):
            return self._operand()
        node = self.level(level + 1)
        while self._next() in _LEVELS[level]:
            sign = self._take()
            node = Op(sign, node, self.level(level + 1))
        return node

    def _next(self) -> str:
        kind, text = self.tokens[-1] if self.tokens else ("", "")
        return text if kind in {"sign", "word"} else ""

    def _take(self) -> str:
        return self.tokens.pop()[1]

    def _operand(self) -> Node:
        if not self.tokens:
            raise NotUnderstood("ends early")
        kind, text = self.tokens.pop()
        if kind == "ref":
            return Ref(text[2:-1].strip())
        if kind == "text":
            return Text(text[1:-1])
        if kind == "number" and len(text) <= MAX_DIGITS:
            return Number(Decimal(text))
        if kind == "dot":
            return Dot()
        return self._bracket(kind, text)

    def _bracket(self, kind: str, text: str) -> Node:
        if text == "-":
            return Op("-", Number(Decimal(0)), self._operand())
        if text != "(" and not (kind == "word" and self._next() == "("):
            raise NotUnderstood(text)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotUnderstood("too deep")
        node = self.level(0) if text == "(" else Call(text, tuple(self._given()))
        if self._next() != ")":
            raise NotUnderstood(text)
        self._take()
        self.depth -= 1
        return node

    def _given(self) -> Iterator[Node]:
        self._take()
        if self._next() == ")":
            return
        yield self.level(0)
        while self._next() == ",":
            self._take()
            yield self.level(0)
