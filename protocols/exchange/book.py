"""The sheets of a form as they were read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols.exchange.names import column_of


@dataclass(frozen=True)
class Row:
    """A row: its number as the spreadsheet shows it, and its cells by header as it stands there.

    `faults` are headers of cells whose formula was never calculated or failed.
    """

    number: int
    cells: Mapping[str, str]
    faults: tuple[str, ...] = ()

    def get(self, column: str) -> str:
        """The cell of a column without a language, or an empty text."""
        for header, text in self.cells.items():
            if column_of(header) == (column, ""):
                return text.strip()
        return ""

    def spoken(self, column: str) -> dict[str, str]:
        """Language as the header names it ("" for none) to text, of the cells that say something."""
        found = {}
        for header, text in self.cells.items():
            name, language = column_of(header)
            if name == column and text.strip():
                found[language] = text
        return found


@dataclass(frozen=True)
class Book:
    """The sheets that matter, by name in small letters."""

    sheets: Mapping[str, tuple[Row, ...]]
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """The rows of a sheet; none if there is no such sheet."""
        return self.sheets.get(sheet, ())
