"""Finding the headings of a file, and going through its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from foundation.formats.cells import as_text
from foundation.formats.tables import Line, Table, UnreadableFile, Value
from people.imports.columns import recognise

LOOKED_AT = 40
SAMPLES = 3
# Headings of two rows, as merged cells make them.
ABOVE = 2


@dataclass(frozen=True)
class Heading:
    """The row of headings, what stands in it, and the first rows below it."""

    row: int
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def find_heading(table: Table, sheet: str, kind: str, remembered: Mapping[str, str]) -> Heading:
    """The row that holds the most known headings. Raises UnreadableFile for a sheet without rows.

    Lines of title above it are skipped. Where a heading is merged over two rows, its text is taken
    from the row above.
    """
    first = [line for line in islice(table.lines(sheet), LOOKED_AT) if not line.is_empty]
    if not first:
        raise UnreadableFile(_("This sheet is empty. Choose another sheet or file."))
    texts = [tuple(as_text(cell) for cell in line.cells) for line in first]
    known = [len(recognise(kind, row, remembered)) for row in texts]
    best = known.index(max(known))
    if not known[best]:
        best = next((n for n, row in enumerate(texts) if sum(map(bool, row)) > 1), 0)
    below = texts[best + 1 :]
    width = max(len(row) for row in texts[best:])
    above = [row for row in texts[max(best - ABOVE, 0) : best] if sum(map(bool, row)) > 1]
    headings = tuple(_heading(n, texts[best], above) for n in range(width))
    samples = tuple(tuple(_cell(row, n) for row in below[:SAMPLES]) for n in range(width))
    return Heading(first[best].number, headings, samples)


def _heading(position: int, row: tuple[str, ...], above: list[tuple[str, ...]]) -> str:
    for cells in (row, *reversed(above)):
        if text := _cell(cells, position):
            return text
    return ""


def _cell(row: tuple[str, ...], position: int) -> str:
    return row[position] if position < len(row) else ""


def data_lines(table: Table, sheet: str, heading_row: int) -> Iterator[Line]:
    """The rows below the headings that are not empty."""
    return (line for line in table.lines(sheet) if line.number > heading_row and not line.is_empty)


def values_of(line: Line, columns: Mapping[int, str]) -> dict[str, Value]:
    """The cells of a row by column; a column that the row is too short for is empty."""
    cells = line.cells
    return {
        name: cells[position] if position < len(cells) else None
        for position, name in columns.items()
    }
