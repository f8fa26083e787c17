"""The rows with errors, as they were sent."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from people.imports.columns import column_of
from people.imports.models import FileImport
from people.imports.problems import problem_text


def error_header(file: FileImport) -> list[str]:
    """The columns that are used, under the names of the template, and what is wrong."""
    return [*(label for _position, label in _used(file)), _("Row"), _("What is wrong")]


def error_rows(file: FileImport) -> Iterator[list[object]]:
    """Every row with an error and the others of the same number, in the order of the file."""
    positions = [position for position, _label in _used(file)]
    rows = file.rows.filter(cells__isnull=False).order_by("line")
    right = _("Right. It goes with the other rows of this number.")
    for row in rows.only("line", "cells", "problems").iterator(chunk_size=500):
        cells = row.cells or []
        says = [": ".join(problem_text(file.kind, problem)) for problem in row.problems]
        texts = [cells[position] if position < len(cells) else "" for position in positions]
        yield [*texts, row.line, " ".join(says) or right]


def _used(file: FileImport) -> list[tuple[int, str]]:
    columns = sorted((int(position), name) for position, name in file.columns.items() if name)
    return [(position, str(column_of(file.kind, name).label)) for position, name in columns]
