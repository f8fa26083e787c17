"""Columns of a form for which a protocol has no word. Pure."""

from protocols.exchange.book import Book, Row
from protocols.exchange.kinds import Kind
from protocols.exchange.names import SETTINGS, SURVEY, column_of
from protocols.exchange.report import Line, Reason
from protocols.exchange.spoken import Languages

KNOWN = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "relevant", "calculation", "disabled"}
)
# A cell that says no more than nothing.
NOTHING = {"required": {"no", "false", "false()"}, "read_only": {"no", "false", "false()"}}
REASONS = {
    "required": "required",
    "required_message": "required",
    "constraint": "constraint",
    "constraint_message": "constraint",
    "choice_filter": "choice_filter",
    "appearance": "appearance",
    "default": "default",
    "trigger": "default",
    "repeat_count": "repeat",
    "read_only": "read_only",
    "parameters": "parameters",
    "calculation": "calculation",
}


def left_out(row: Row, kind: Kind) -> list[Reason]:
    """What of a row has no place in a protocol."""
    reasons = []
    for header, cell in row.cells.items():
        column, _language = column_of(header)
        text = cell.strip()
        if not text or text.lower() in NOTHING.get(column, ()):
            continue
        if column.startswith("media::"):
            reasons.append(Reason("media", text))
        elif column in REASONS and not _used(column, kind):
            reasons.append(Reason(REASONS[column], text))
    return list(dict.fromkeys(reasons))


def _used(column: str, kind: Kind) -> bool:
    """Whether the cell says something that was used."""
    return (column, kind.name) in {("constraint", "integer"), ("calculation", "calculate")}


def unknown_columns(book: Book, languages: Languages) -> list[Line]:
    """A line for each column that is not read at all, and for each language that there is not."""
    lines = [
        Line(SURVEY, 1, "", header, reasons=(Reason("language", language),))
        for language, header in languages.unknown.items()
    ]
    filled = {header for row in book.rows(SURVEY) for header, cell in row.cells.items() if cell}
    for header in book.headers.get(SURVEY, ()):
        column, _language = column_of(header)
        known = column in KNOWN | set(REASONS) or column.startswith(("firstline_", "media::"))
        if header in filled and not known:
            lines.append(Line(SURVEY, 1, "", header, reasons=(Reason("column", header),)))
    encrypted = [row for row in book.rows(SETTINGS) if row.get("public_key")]
    lines += [
        Line(SETTINGS, row.number, "", "public_key", reasons=(Reason("column", "public_key"),))
        for row in encrypted
    ]
    return lines
