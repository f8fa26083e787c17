"""Texts of a form by the codes of their languages. Pure."""

import json
from collections.abc import Iterable
from typing import Any

from protocols.exchange.book import Book, Row
from protocols.exchange.names import (
    CHOICES,
    LANGUAGES,
    SETTINGS,
    SURVEY,
    column_of,
    language_of,
    safe,
)

TRANSLATED = ("label", "hint", "guidance_hint")


class Languages:
    """Which languages a form is written in, and which of them a protocol can have."""

    def __init__(self, book: Book) -> None:
        settings = book.rows(SETTINGS)
        named = settings[0].get("default_language") if settings else ""
        self.default = language_of(named) if named else "en"
        self.unknown: dict[str, str] = {}
        self.seen: list[str] = []
        for sheet in (SURVEY, CHOICES):
            for header in book.headers.get(sheet, ()):
                column, language = column_of(header)
                if column in TRANSLATED:
                    self._note(language, header)

    def _note(self, language: str, header: str) -> None:
        code = self.code(language)
        if code is None:
            self.unknown.setdefault(language or "?", header)
        elif code not in self.seen:
            self.seen.append(code)

    def code(self, language: str) -> str | None:
        """The code of a language as a header names it; None where a protocol cannot have it."""
        code = language_of(language) if language else self.default
        return code if code in LANGUAGES else None

    def text(self, row: Row, column: str) -> dict[str, str]:
        """A text in every language in which it says something."""
        exact = _exact(row)
        found: dict[str, str] = {}
        for header in dict.fromkeys([*row.cells, *exact]):
            name, language = column_of(header)
            code = self.code(language)
            if name != column or code is None:
                continue
            text = _said(row.cells.get(header, ""), exact.get(header))
            if text:
                found.setdefault(code, text)
        return found


def _said(cell: str, exact: Any) -> str:
    """The exact text while the cell still stands for it, else the cell."""
    if isinstance(exact, str) and safe(exact) == cell.strip():
        return exact
    return cell.strip()


def _exact(row: Row) -> dict[str, Any]:
    loaded = json_cell(row.get("firstline_exact"))
    return loaded if isinstance(loaded, dict) else {}


def json_cell(cell: str) -> Any:
    """What a cell holds as JSON; None where it holds none."""
    try:
        return json.loads(cell) if cell else None
    except (ValueError, RecursionError):
        return None


def exact_cell(row: Row, column: str) -> str:
    """A cell without a language, exactly as it was written."""
    cell = row.get(column)
    return _said(cell, _exact(row).get(column))


def codes_cell(row: Row, column: str) -> list[str] | None:
    """A list of texts; None where the cell holds none."""
    value = json_cell(row.get(column))
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return value
    return None


def joined(texts: Iterable[dict[str, str]], between: str = ": ") -> dict[str, str]:
    """Several texts as one, in each language that any of them has."""
    parts = list(texts)
    codes = dict.fromkeys(code for part in parts for code in part)
    return {code: between.join(part[code] for part in parts if code in part) for code in codes}
