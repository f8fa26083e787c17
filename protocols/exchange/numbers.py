"""Numbers of a form as bands: they begin where the form's own conditions cut. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from protocols.exchange.book import Book
from protocols.exchange.expressions import Call, Dot, Node, NotUnderstood, Number, Op, Ref, parse
from protocols.exchange.names import SURVEY

MAX_CUTS = 11
_AGE_NAME = re.compile(r"(.*_)?(age|edad|laj)(_.*)?", re.IGNORECASE)
_AGE_LABEL = re.compile(r"\b(how old|what age|age in years|qué edad|que edad|cuántos años)\b", re.I)
_BIRTH = re.compile(r"(.*_)?(dob|birth|birthday|birthdate|nacimiento)(_.*)?", re.IGNORECASE)
_WORDS = {
    "en": ("fewer than {end}", "{start}", "{start} to {end}", "{start} or more"),
    "es": ("menos de {end}", "{start}", "{start} a {end}", "{start} o más"),
}


def is_age(name: str, label: Mapping[str, str]) -> bool:
    """Whether a number is somebody's age."""
    return bool(_AGE_NAME.fullmatch(name)) or any(map(_AGE_LABEL.search, label.values()))


def is_birth(name: str, label: Mapping[str, str]) -> bool:
    """Whether a date is somebody's birthday."""
    said = " ".join(label.values()).lower()
    return bool(_BIRTH.fullmatch(name)) or "birth" in said or "nacimiento" in said


def cuts_of(book: Book) -> dict[str, set[int]]:
    """Where each question's numbers are cut by the conditions of the whole form."""
    found: dict[str, set[int]] = {}
    for row in book.rows(SURVEY):
        for column in ("relevant", "calculation"):
            for name, cut in _cuts(row.get(column)):
                found.setdefault(name, set()).add(cut)
    return found


def _cuts(text: str) -> Iterator[tuple[str, int]]:
    """(name, first number of a band) of each comparison."""
    for node in _nodes(text):
        if isinstance(node, Op) and isinstance(node.left, Ref) and isinstance(node.right, Number):
            yield from ((node.left.name, cut) for cut in _starts(node.sign, node.right.number))


def _starts(sign: str, number: Decimal) -> list[int]:
    whole = int(number)
    if number != whole:
        return []
    return {">=": [whole], "<": [whole], ">": [whole + 1], "<=": [whole + 1]}.get(sign, [])


def bounds_of(constraint: str) -> tuple[int | None, int | None]:
    """The least and the greatest number that a constraint lets pass."""
    least = greatest = None
    for node in _nodes(constraint):
        if isinstance(node, Op) and isinstance(node.left, Dot) and isinstance(node.right, Number):
            whole = int(node.right.number)
            if node.sign in {">", ">="}:
                least = whole + (node.sign == ">")
            elif node.sign in {"<", "<="}:
                greatest = whole - (node.sign == "<")
    return least, greatest


def _nodes(text: str) -> Iterator[Node]:
    """Every part of an expression; none of one that is not understood."""
    try:
        waiting = [parse(text)] if text else []
    except (NotUnderstood, RecursionError):
        return
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Op):
            waiting += [node.left, node.right]
        elif isinstance(node, Call):
            waiting += node.given


def band_texts(starts: list[int], least: int | None, greatest: int | None) -> list[dict[str, str]]:
    """The words of each band: the one below `starts`, and one from each of them."""
    edges = [least, *starts]
    ends = [*(start - 1 for start in starts), greatest]
    return [_band(start, end) for start, end in zip(edges, ends, strict=True)]


def _band(start: int | None, end: int | None) -> dict[str, str]:
    words = {}
    for language, (below, one, between, above) in _WORDS.items():
        if start is None:
            words[language] = below.format(end=(end or 0) + 1)
        elif end is None:
            words[language] = above.format(start=start)
        else:
            words[language] = (one if start == end else between).format(start=start, end=end)
    return words
