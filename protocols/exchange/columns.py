"""Cells that hold a text in several languages, or exactly what another cell can only say. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from protocols.exchange.names import headed, safe

Cells = dict[str, str]


def as_json(value: Any) -> str:
    """`value` as JSON in which no reader of forms finds a reference (`${...}`)."""
    return json.dumps(value, sort_keys=True).replace("$", "\\u0024")


def texts(column: str, text: Mapping[str, str], languages: Iterable[str]) -> Cells:
    """A text, a column for each language; what a cell cannot hold as it is stands in `firstline_exact`."""
    cells, exact = {}, {}
    for language in languages:
        header = headed(column, language)
        cells[header] = safe(text.get(language, ""))
        if cells[header] != text.get(language, ""):
            exact[header] = text[language]
    return {**cells, "firstline_exact": as_json(exact)} if exact else cells


def merged(*parts: Cells) -> Cells:
    """One row of several parts, with everything that is exact in one cell."""
    row: Cells = {}
    exact: dict[str, str] = {}
    for part in parts:
        exact |= json.loads(part.get("firstline_exact") or "{}")
        row |= part
    return {**row, "firstline_exact": as_json(exact)} if exact else row


def digest(value: Any, cell: str) -> str:
    """`value` exactly, and which words of a neighbouring cell it stands for."""
    return as_json({"is": value, "says": fingerprint(cell)})


def fingerprint(cell: str) -> str:
    """Eight letters that change with the cell."""
    return hashlib.sha256(" ".join(cell.split()).encode()).hexdigest()[:8]
