"""Reading CSV as spreadsheets write it: several encodings, several separators."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation.formats.tables import MAX_COLUMNS, MAX_ROWS, Line, Sheet, UnreadableFile

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 30


class CsvTable:
    """A CSV file in UTF-8, UTF-16 or Windows' Western code page, separated by , ; tab or |."""

    def __init__(self, content: bytes) -> None:
        self.text = decode(content)
        self.separator = separator_of(self.text)

    @property
    def sheets(self) -> list[Sheet]:
        return [Sheet("")]

    def lines(self, sheet: str = "") -> Iterator[Line]:
        """Every line. A quote that is never closed is an error: it would swallow people."""
        # Excel may name the separator in a first line of its own.
        named = self.text[:5].lower().startswith("sep=")
        filled = 0
        number = 0
        try:
            for number, cells in enumerate(_reader(self.text, self.separator), start=1):
                if named and number == 1:
                    continue
                line = Line(number, _trimmed(cells))
                filled += not line.is_empty
                _check_size(filled, len(line.cells))
                yield line
        except csv.Error as error:
            raise UnreadableFile(
                _(
                    "Row %(row)s cannot be read. Look for a quotation mark that is opened and never closed."
                )
                % {"row": number + 1}
            ) from error


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return iter(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def _trimmed(cells: list[str]) -> tuple[str | None, ...]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return tuple(cell or None for cell in cells[:end])


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableFile(
            _("The file has more than %(count)s rows. Split it into several files.")
            % {"count": f"{MAX_ROWS:,}"}
        )
    if columns > MAX_COLUMNS:
        raise UnreadableFile(
            _("The file has more than %(count)s columns. Keep those that are needed.")
            % {"count": MAX_COLUMNS}
        )


def decode(content: bytes) -> str:
    """The text of a file whose encoding nobody named. Raises UnreadableFile."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded(content, encoding)
    head = content[:200]
    if head[1::2].count(0) > len(head) // 4:
        return _decoded(content, "utf-16-le")
    if head[::2].count(0) > len(head) // 4:
        return _decoded(content, "utf-16-be")
    if b"\0" in content:
        raise UnreadableFile(_("This is no CSV and no XLSX file. Save the list as one of these."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            _("Some letters of the file cannot be read. Save it as CSV UTF-8 or as XLSX.")
        ) from error


def separator_of(text: str) -> str:
    """The separator by which the first lines fall into the most columns, most evenly."""
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4]
    return max(SEPARATORS, key=lambda separator: _columns(text, separator))


def _columns(text: str, separator: str) -> int:
    """How many cells beyond the first the first lines have together, split by `separator`."""
    total = 0
    try:
        for number, cells in enumerate(_reader(text, separator)):
            if number >= LOOKED_AT:
                break
            total += max(len(cells) - 1, 0)
    except csv.Error:
        # A quoted cell followed by another separator: this one is not it.
        return total // 2
    return total
