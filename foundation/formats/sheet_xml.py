"""The XML inside an XLSX file, as a stream of events. No document types, no entities."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import from_excel, from_ISO8601

from foundation.formats.tables import MAX_COLUMNS, MAX_ROWS, Fault, Line, UnreadableFile, Value


@dataclass(frozen=True)
class Styles:
    """Which cell styles show a date, and the day from which the file counts."""

    dates: frozenset[int]
    epoch: dt.datetime


def _forbid(*_args: object) -> None:
    raise UnreadableFile(_("The Excel file holds something that no list needs. It was not read."))


# What 150,000 rows of real lists need many times over. A small file can unpack to far more.
MAX_STRINGS = 2_000_000
MAX_LETTERS = 64_000_000


class StringsReader:
    """Collects the shared strings of a workbook in `strings`. Raises UnreadableFile past the limits."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._text: list[str] = []
        self._letters = 0
        self._in_text = self._in_phonetic = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _forbid
        self._parser.EntityDeclHandler = _forbid
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes, *, last: bool = False) -> Iterator[Line]:
        """Take the next bytes; give the lines that they completed."""
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, IndexError) as error:
            raise UnreadableFile(
                _("The Excel file is damaged. Open it, save it as a new XLSX, and send that.")
            ) from error
        return iter(self._take())

    def _take(self) -> list[Line]:
        return []

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "t":
            self._in_text = not self._in_phonetic
        elif name == "rPh":
            self._in_phonetic = True

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "si":
            self._keep("".join(self._text))
            self._text.clear()

    def _keep(self, text: str) -> None:
        self._letters += len(text)
        if len(self.strings) >= MAX_STRINGS or self._letters > MAX_LETTERS:
            raise UnreadableFile(
                _("Unpacked, this file is too large. Copy the list alone into a new file.")
            )
        self.strings.append(text)

    def _characters(self, text: str) -> None:
        if self._in_text:
            self._text.append(text)


class SheetReader(StringsReader):
    """Gives the lines of one sheet."""

    def __init__(self, shared: list[str], styles: Styles) -> None:
        super().__init__()
        self.shared = shared
        self.styles = styles
        self._lines: list[Line] = []
        self._row = self._column = self._filled = 0
        self._cells: list[Value] = []
        self._kind = "n"
        self._style = 0
        self._has_formula = False

    def _take(self) -> list[Line]:
        taken, self._lines = self._lines, []
        return taken

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self._in_text = not self._in_phonetic
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif name == "rPh":
            self._in_phonetic = True

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = column_of(place) if place else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._has_formula = False
        self._text.clear()

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._end_cell()
        elif name in {"v", "t"}:
            self._in_text = False
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "row":
            self._end_row()

    def _end_cell(self) -> None:
        value = self._value("".join(self._text))
        if value is None:
            return
        if self._column > MAX_COLUMNS:
            raise UnreadableFile(
                _("The file has more than %(count)s columns. Keep those that are needed.")
                % {"count": MAX_COLUMNS}
            )
        self._cells.extend([None] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = value

    def _end_row(self) -> None:
        self._filled += bool(self._cells)
        if self._filled > MAX_ROWS:
            raise UnreadableFile(
                _("The file has more than %(count)s rows. Split it into several files.")
                % {"count": f"{MAX_ROWS:,}"}
            )
        self._lines.append(Line(self._row, tuple(self._cells)))
        self._cells = []

    def _value(self, text: str) -> Value:
        """The value last calculated. A formula without one is a fault, never an empty cell."""
        if not text:
            return Fault("formula") if self._has_formula else None
        if self._kind == "s":
            return self.shared[int(text)] or None
        if self._kind in {"str", "inlineStr"}:
            return text
        if self._kind == "e":
            return Fault("error", text)
        if self._kind == "b":
            return text.strip() in {"1", "true"}
        if self._kind == "d":
            return _iso(text)
        return self._number(text)

    def _number(self, text: str) -> Value:
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
        if self._style not in self.styles.dates:
            return number
        try:
            return from_excel(number, self.styles.epoch)
        except (OverflowError, ValueError):
            return Fault("date", text)


def _iso(text: str) -> Value:
    try:
        return from_ISO8601(text)
    except ValueError:
        return Fault("date", text)


def column_of(place: str) -> int:
    """27 for "AA12". Raises ValueError for what is no place of a cell."""
    column = 0
    for sign in place:
        if not "A" <= sign <= "Z":
            break
        column = column * 26 + ord(sign) - 64
    if not column:
        raise ValueError(place)
    return column
