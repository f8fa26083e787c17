"""CSV that a spreadsheet opens as text and numbers, and never as formulas.

A cell that begins with one of = + - @, a tab or a line break is run as a formula by spreadsheets, so a
name on a roster could fetch an address when a report is opened. Such cells get a leading
apostrophe (OWASP, "CSV Injection"). Numbers stay numbers.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

BOM = "\ufeff"
ROWS_PER_CHUNK = 200

# The last four are the full-width forms, which some spreadsheets read as the plain ones. Leading
# blanks are looked through, because importing trims them.
_DANGEROUS = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]")
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?\Z", re.ASCII)

Cell = object


def safe_cell(value: Cell) -> str | int | float | Decimal:
    """`value` as it may stand in a CSV cell. None is an empty cell, dates are ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = str(value)
    if _DANGEROUS.match(text) and not _PLAIN_NUMBER.match(text):
        return f"'{text}"
    return text


def csv_chunks(header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The file in pieces of some hundred rows, so that a long report needs little memory."""
    buffer = io.StringIO()
    buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow([safe_cell(cell) for cell in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if number % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def csv_response(
    filename: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]
) -> StreamingHttpResponse:
    """A download named `filename` with one `header` line, in UTF-8 with a byte order mark."""
    response = StreamingHttpResponse(
        csv_chunks(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response
