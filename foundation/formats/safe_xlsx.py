"""Workbooks whose cells are texts, numbers and days, and never formulas."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from foundation.formats.safe_csv import Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file, of one sheet. Texts are stored as texts, whatever they begin with."""
    return workbook_of([(title, header, rows)])


def workbook_of(
    sheets: Iterable[tuple[str, Sequence[Cell], Iterable[Sequence[Cell]]]],
) -> bytes:
    """The file, of several sheets: (title, header, rows)."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        sheet.append([_safe(sheet, value) for value in header])
        for row in rows:
            sheet.append([_safe(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _safe(sheet: Any, value: Cell) -> object:
    if value is None or isinstance(value, bool | int | float | Decimal | dt.date | dt.time):
        return value
    text = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    # openpyxl takes a text that begins with "=" for a formula.
    text.data_type = "s"
    return text


def xlsx_response(
    filename: str, title: str, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """A download named `filename` of one sheet called `title`."""
    response = HttpResponse(workbook(title, header, rows), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["Cache-Control"] = "no-store, private"
    return response
