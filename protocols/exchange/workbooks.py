"""Forms as files, and files as forms: XLSX with limits, no formula run, nothing fetched."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from foundation.formats.cells import as_text
from foundation.formats.safe_xlsx import workbook_of
from foundation.formats.table_xlsx import XlsxTable
from foundation.formats.tables import Fault, Line, Table, UnreadableFile, Value, open_table
from protocols.exchange import names as n
from protocols.exchange.book import Book, Row
from protocols.exchange.writing import Form

MAX_BYTES = 10 * 1024 * 1024
# All formulas of a form together: each character costs time to read.
MAX_FORMULAS = 1_000_000
FORMULAS = {"relevant", "calculation", "constraint", "choice_filter"}
MAX_ROWS = {n.SURVEY: 3000, n.CHOICES: 10_000, n.SETTINGS: 5, n.OURS: 500}


def file_of(form: Form) -> bytes:
    """The form as XLSX."""
    sheets = []
    for sheet, rows in form.sheets.items():
        header = form.header(sheet)
        sheets.append((sheet, header, [[row.get(column, "") for column in header] for row in rows]))
    return workbook_of(sheets)


def book_of(content: bytes) -> Book:
    """The sheets of a file. Raises UnreadableFile for what is no form, or too large to be one."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 10 MB. A form is far smaller."))
    table = open_table(content)
    if not isinstance(table, XlsxTable):
        raise UnreadableFile(_("An XLSForm is an Excel file. Save the form as XLSX."))
    found = {sheet.name.strip().lower(): sheet.name for sheet in table.sheets}
    if n.SURVEY not in found:
        raise UnreadableFile(_("The workbook has no sheet called “survey”, so it is no XLSForm."))
    sheets, headers = {}, {}
    for sheet in MAX_ROWS:
        if sheet in found:
            headers[sheet], sheets[sheet] = _read(table, found[sheet], sheet)
    book = Book(sheets, headers)
    if sum(len(row.get(name)) for row in book.rows(n.SURVEY) for name in FORMULAS) > MAX_FORMULAS:
        raise UnreadableFile(
            _("The formulas of this form are longer than a million characters together.")
        )
    return book


def _read(table: Table, name: str, sheet: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The headings, and the rows below them that say something."""
    lines = _lines(table, name, sheet)
    first = next(lines, None)
    if first is None:
        return (), ()
    headers = tuple(as_text(cell) for cell in first.cells)
    return headers, tuple(_row(line, headers) for line in lines)


def _lines(table: Table, name: str, sheet: str) -> Iterator[Line]:
    count = 0
    for line in table.lines(name):
        if line.is_empty:
            continue
        count += 1
        if count > MAX_ROWS[sheet] + 1:
            raise UnreadableFile(
                _("The sheet “%(sheet)s” has more than %(rows)s rows.")
                % {"sheet": name, "rows": MAX_ROWS[sheet]}
            )
        yield line


def _row(line: Line, headers: tuple[str, ...]) -> Row:
    named = [(header, cell) for header, cell in zip(headers, line.cells, strict=False) if header]
    cells = {header: _text(cell) for header, cell in named}
    faults = tuple(header for header, cell in named if isinstance(cell, Fault))
    return Row(line.number, cells, faults)


def _text(cell: Value) -> str:
    """Texts as they stand, everything else as a person sees it."""
    return cell if isinstance(cell, str) else as_text(cell)
