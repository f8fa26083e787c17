"""Verdicts on head-counts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from foundation.formats.cells import as_text
from foundation.formats.tables import Line
from people.imports.entries import Count, read_count_row
from people.imports.models import FileImport, ImportRow
from people.imports.places import Places
from people.imports.reading import values_of
from people.imports.stored import count_as_json
from people.imports.verdicts import Problem, Verdict
from people.models import Agency, Establishment

Level = tuple[int, int | None, int | None, int, date]


def counts_of(agency: Agency) -> dict[Level, tuple[int, int]]:
    """What is recorded for an agency and its units: level and day to (funded, filled)."""
    rows = Establishment.objects.filter(agency__path__startswith=agency.path).values_list(
        "agency_id", "area_id", "workplace_id", "cadre_id", "counted_on", "funded", "filled"
    )
    return {
        (unit, area, workplace, cadre, day): (funded, filled)
        for unit, area, workplace, cadre, day, funded, filled in rows
    }


def check_counts(
    file: FileImport, lines: Iterable[Line], columns: Mapping[int, str], places: Places
) -> Iterator[ImportRow]:
    """One row with its verdict for each line: new, changed, unchanged, duplicate or error."""
    recorded = counts_of(file.agency)
    first: dict[Level, Count] = {}
    for line in lines:
        count = read_count_row(line.number, values_of(line, columns), places, file.as_of)
        row = ImportRow(file=file, line=line.number)
        if isinstance(count, Count):
            earlier = first.setdefault(count.level, count)
            row.entry = count_as_json(count)
            if earlier is not count:
                _repeats(row, count, earlier)
            else:
                row.verdict = verdict_on(count, recorded.get(count.level))
        else:
            row.verdict = Verdict.ERROR
            row.problems = [[p.column, p.code, p.value] for p in count]
        if row.verdict == Verdict.ERROR:
            row.cells = [as_text(cell) for cell in line.cells]
        yield row


def verdict_on(count: Count, recorded: tuple[int, int] | None) -> Verdict:
    """A count of that level and day may be new, other than before, or the same."""
    if recorded is None:
        return Verdict.NEW
    same = recorded == (count.funded, count.filled)
    return Verdict.UNCHANGED if same else Verdict.CHANGED


def _repeats(row: ImportRow, count: Count, earlier: Count) -> None:
    if (count.funded, count.filled) == (earlier.funded, earlier.filled):
        row.verdict, row.note = Verdict.DUPLICATE, str(earlier.line)
    else:
        problem = Problem("filled", "contradicts", str(earlier.line))
        row.verdict = Verdict.ERROR
        row.problems = [[problem.column, problem.code, problem.value]]
