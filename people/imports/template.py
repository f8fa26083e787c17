"""The template to fill in: the columns with an example, and what they mean."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from foundation.formats.safe_csv import csv_chunks
from people.imports.columns import COLUMNS, Column

# Sheets beside the list. Somebody's filled template has them, too.
EXPLAINED, WORKPLACES, POSTS = (
    gettext_lazy("What the columns mean"),
    gettext_lazy("Workplaces"),
    gettext_lazy("Posts"),
)
TEXT = "@"
WIDTH = 22


def template_csv(kind: str) -> bytes:
    """The headings and one example, in UTF-8 with a byte order mark."""
    columns = _filled_in(kind)
    example = [column.example for column in columns]
    return "".join(csv_chunks([str(column.label) for column in columns], [example])).encode()


@dataclass(frozen=True)
class Listing:
    """A sheet of what may be written: its title, its headings, its rows."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[str]]


def template_xlsx(kind: str, listings: Sequence[Listing] = ()) -> bytes:
    """A workbook with the headings and an example, every cell as text, a sheet that explains, and lists."""
    book = Workbook(write_only=True)
    columns = _filled_in(kind)
    sheet = book.create_sheet(_("List"))
    sheet.freeze_panes = "A2"
    for number in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_cell(sheet, str(column.label), bold=True) for column in columns])
    sheet.append([_cell(sheet, column.example) for column in columns])
    _explain(book, kind)
    for listing in listings:
        _list(book, listing)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _filled_in(kind: str) -> list[Column]:
    """One column for the name is simpler; two are understood as well."""
    return [column for column in COLUMNS[kind] if column.name not in {"first_name", "last_name"}]


def _explain(book: Workbook, kind: str) -> None:
    sheet = book.create_sheet(str(EXPLAINED))
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 90
    heads = (_("Column"), _("What to write"), _("Needed"))
    sheet.append([_cell(sheet, text, bold=True) for text in heads])
    for column in COLUMNS[kind]:
        needed = _("Yes") if column.required or column.name in {"legal_name", "workplace"} else ""
        if kind != "roster" and column.name == "workplace":
            needed = ""
        sheet.append(_texts(sheet, [str(column.label), str(column.help), needed]))


def _list(book: Workbook, listing: Listing) -> None:
    sheet = book.create_sheet(listing.title)
    sheet.freeze_panes = "A2"
    for number in range(1, len(listing.heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_cell(sheet, head, bold=True) for head in listing.heads])
    for row in listing.rows:
        sheet.append(_texts(sheet, row))


def _texts(sheet: object, texts: Iterable[str]) -> list[WriteOnlyCell]:
    return [_cell(sheet, text) for text in texts]


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """A cell of text: what is typed below it keeps its zeros."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.number_format = TEXT
    # A name that begins with "=" is a name.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
