"""The columns of a list of earlier certificates, and how their headings are recognised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from foundation.formats.cells import NoDay, as_code, as_day, as_text, label_key
from foundation.formats.tables import Line, Table, UnreadableFile, Value, open_table

MOST_ROWS = 2000
LOOKED_AT = 20
Row = dict[str, str | int]


@dataclass(frozen=True)
class Column:
    """A column: its name, its heading in the template, and what else its heading may be."""

    name: str
    heading: str
    words: str | Promise
    also: tuple[str, ...] = ()
    required: bool = True

    @property
    def keys(self) -> set[str]:
        return {label_key(text) for text in (self.heading, *self.also)}


COLUMNS = (
    Column("who", "Staff number", lazy("staff number"), ("staff no", "number of staff", "id")),
    Column(
        "title", "Certificate", lazy("title"), ("title", "course", "training", "name of course")
    ),
    Column("provider", "Issued by", lazy("issuer"), ("provider", "issuer", "institution")),
    Column(
        "number",
        "Certificate number",
        lazy("certificate number"),
        ("certificate no", "cert no", "serial number"),
        required=False,
    ),
    Column("issued_on", "Issued on", lazy("day of issue"), ("date", "issued", "date issued")),
    Column(
        "valid_until",
        "Valid until",
        lazy("last valid day"),
        ("valid to", "expires", "expiry date", "expires on"),
        required=False,
    ),
)
DAYS = {"issued_on", "valid_until"}
NUMBERS = {"who", "number"}
EXAMPLE = ("MOE/12345", "Child protection basics", "Training College", "77/2019", "2019-06-28", "")


def read_rows(content: bytes) -> list[Row]:
    """The rows of a CSV or XLSX file, as text by column, days as 2019-06-28 where they are days.

    Raises UnreadableFile where headings are missing, and for an empty or too long list.
    """
    table = open_table(content)
    sheet = next((one.name for one in table.sheets if not one.hidden), table.sheets[0].name)
    heading, columns = _headings(table, sheet)
    rows: list[Row] = []
    for line in _below(table, sheet, heading):
        if len(rows) == MOST_ROWS:
            raise UnreadableFile(
                _("At most %(most)d rows are read at once. Split the list.") % {"most": MOST_ROWS}
            )
        rows.append(_row(line, columns))
    if not rows:
        raise UnreadableFile(_("There is no row below the headings."))
    return rows


def _headings(table: Table, sheet: str) -> tuple[int, dict[int, str]]:
    """The line of the headings, and what stands where. Lines of title above it are skipped."""
    best: dict[int, str] = {}
    where = 0
    for line in islice(table.lines(sheet), LOOKED_AT):
        found = _recognised([as_text(cell) for cell in line.cells])
        if len(found) > len(best):
            best, where = found, line.number
    missing = [str(c.words) for c in COLUMNS if c.required and c.name not in best.values()]
    if missing:
        raise UnreadableFile(
            _("No heading was found for: %(columns)s. Use the headings of the template.")
            % {"columns": ", ".join(missing)}
        )
    return where, best


def _recognised(headings: Sequence[str]) -> dict[int, str]:
    by_key = {key: column.name for column in COLUMNS for key in column.keys}
    found: dict[int, str] = {}
    for position, text in enumerate(headings):
        name = by_key.get(label_key(text))
        if name and name not in found.values():
            found[position] = name
    return found


def _below(table: Table, sheet: str, heading: int) -> Iterator[Line]:
    return (line for line in table.lines(sheet) if line.number > heading and not line.is_empty)


def _row(line: Line, columns: dict[int, str]) -> Row:
    row: Row = {"line": line.number, **{column.name: "" for column in COLUMNS}}
    for position, name in columns.items():
        if position < len(line.cells):
            row[name] = _text(name, line.cells[position])
    return row


def _text(name: str, value: Value) -> str:
    if name in DAYS:
        try:
            day = as_day(value)
        except NoDay:
            return as_text(value) or "?"
        return day.isoformat() if day else ""
    return as_code(value) if name in NUMBERS else as_text(value)
