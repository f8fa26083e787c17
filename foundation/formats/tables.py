"""Reading tables that people send: one door for CSV and XLSX, with limits.

A table is read as lines of cells, one after the other, so that a long file needs little memory. What
a cell means is decided in `cells.py`; what a column means is for the room that asked.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import filetype
from django.utils.translation import gettext as _

from foundation.errors import DomainError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 150_000
MAX_COLUMNS = 200


class UnreadableFile(DomainError):
    """The file is no table that can be read. The message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """A cell without a usable value. `kind`: "formula" (never calculated), "error" (#N/A), "date"."""

    kind: str
    text: str = ""


Value = str | int | float | bool | dt.date | dt.datetime | Fault | None


@dataclass(frozen=True)
class Line:
    """One line of a table. `number` is the row number that a spreadsheet shows."""

    number: int
    cells: tuple[Value, ...]

    @property
    def is_empty(self) -> bool:
        return all(
            value is None or (isinstance(value, str) and not value.strip()) for value in self.cells
        )


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; a CSV file has one without a name."""

    name: str
    hidden: bool = False


class Table(Protocol):
    """A file whose lines can be read, from the beginning, as often as one likes."""

    @property
    def sheets(self) -> list[Sheet]: ...

    def lines(self, sheet: str) -> Iterator[Line]:
        """Every line of a sheet, empty ones too. Raises UnreadableFile, also half-way."""
        ...


def open_table(content: bytes) -> Table:
    """The table in `content`: XLSX by its first bytes, CSV otherwise. Raises UnreadableFile."""
    from foundation.formats.table_csv import CsvTable
    from foundation.formats.table_xlsx import XlsxTable

    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(megabytes)s MB. Split it into several files.")
            % {"megabytes": MAX_BYTES // 1024 // 1024}
        )
    kind = filetype.guess_extension(content)
    if kind == "xlsx" or (kind in {"zip", "docx", "pptx"} and b"xl/workbook.xml" in content):
        return XlsxTable(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            _(
                "This is an old or a locked Excel file. Open it and save it as XLSX, with no password."
            )
        )
    if kind is not None or content.startswith((b"%PDF", b"<", b"{")):
        raise UnreadableFile(_("This is no CSV and no XLSX file. Save the list as one of these."))
    return CsvTable(content)
