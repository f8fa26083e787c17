"""Giving every row of a file its verdict. Nothing but the import's own rows is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db import transaction

from foundation.bulk import insert_many
from foundation.formats.cells import as_text
from foundation.formats.tables import Line, UnreadableFile, Value, open_table
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.pace import breathe
from people.imports.columns import Kind
from people.imports.counts import check_counts
from people.imports.entries import number_in, read_person_row
from people.imports.finishing import finish_check, mark_unreadable
from people.imports.known import known_by_number, lost_zeros
from people.imports.models import FileImport, ImportRow
from people.imports.places import Places, places_of
from people.imports.reading import data_lines, values_of
from people.imports.rules import judge
from people.imports.stored import entry_as_json, plan_as_json
from people.imports.verdicts import Entry, Judged, Known, Problem, Terms, Verdict

ROWS_A_STEP = 500
Group = list[Line]
Thing = TypeVar("Thing")


def run_check(job: Job, file: FileImport, today: date) -> None:
    """Check the file, in steps. After a lost worker the rows that were written stay."""
    try:
        lines = list(_lines(file))
    except UnreadableFile as error:
        mark_unreadable(file, str(error))
        return
    if not job.done:
        _clear(job, file)
    columns = columns_of(file)
    places = places_of(file.agency)
    terms = Terms(file.as_of, today, file.complete)
    steps: Iterable[list[list[ImportRow]]]
    if file.kind == Kind.HEADCOUNT:
        steps = _in_steps([row] for row in check_counts(file, lines, columns, places))
    else:
        groups = _grouped(lines, columns)
        steps = (_judged(file, step, columns, places, terms) for step in _in_steps(groups))
    _write(job, len(lines), steps)
    finish_check(job, file, terms)


def _clear(job: Job, file: FileImport) -> None:
    """Drop what an earlier check, which was stopped, has written."""
    while written := list(file.rows.values_list("pk", flat=True)[:ROWS_A_STEP]):
        with transaction.atomic():
            ImportRow.objects.filter(pk__in=written).delete()
            advance(job, done=0)
        breathe()


def columns_of(file: FileImport) -> dict[int, str]:
    """Position to column, of the columns that are used."""
    return {int(position): name for position, name in file.columns.items() if name}


def _lines(file: FileImport) -> Iterator[Line]:
    """The rows of the file. Cells that repeat are kept once: a list has few different posts."""
    table = open_table(bytes(file.content or b""))
    kept: dict[Value, Value] = {}
    for line in data_lines(table, file.sheet, file.heading_row):
        if len(kept) > 50_000:
            kept.clear()
        cells = tuple(
            kept.setdefault(cell, cell) if isinstance(cell, str) else cell for cell in line.cells
        )
        yield Line(line.number, cells)


def _grouped(lines: Iterable[Line], columns: Mapping[int, str]) -> list[Group]:
    """Rows of one staff number together, where the first of them stands; the rest alone."""
    place = next((position for position, name in columns.items() if name == "number"), None)
    by_number: dict[str, Group] = {}
    groups: list[Group] = []
    for line in lines:
        cell = line.cells[place] if place is not None and place < len(line.cells) else None
        number = number_in({"number": cell})
        if number is not None and number in by_number:
            by_number[number].append(line)
            continue
        groups.append([line])
        if number is not None:
            by_number[number] = groups[-1]
    return groups


def _in_steps(groups: Iterable[list[Thing]]) -> Iterator[list[list[Thing]]]:
    """Groups in portions of some hundred rows."""
    portion: list[list[Thing]] = []
    rows = 0
    for group in groups:
        portion.append(group)
        rows += len(group)
        if rows >= ROWS_A_STEP:
            yield portion
            portion, rows = [], 0
    if portion:
        yield portion


def _write(job: Job, total: int, steps: Iterable[list[list[ImportRow]]]) -> None:
    """Write the rows of each step with its progress; skip what an earlier run has written."""
    seen = 0
    for step in steps:
        rows = [row for group in step for row in group]
        seen += len(rows)
        if seen <= job.done:
            continue
        with transaction.atomic():
            insert_many(ImportRow, rows)
            advance(job, done=seen, total=total)
        breathe()


def _judged(
    file: FileImport,
    groups: Sequence[Group],
    columns: Mapping[int, str],
    places: Places,
    terms: Terms,
) -> list[list[ImportRow]]:
    read = [
        [(line, read_person_row(line.number, values_of(line, columns), places)) for line in group]
        for group in groups
    ]
    numbers = {number for group in groups if (number := _number_of(group, columns))}
    known = known_by_number(file.agency, numbers, terms.today)
    zeros = lost_zeros(file.agency, numbers - known.keys())
    return [
        _without_zeros(file, rows, zeros.get(_number_of(group, columns)))
        or _rows(file, rows, columns, known, terms)
        for group, rows in zip(groups, read, strict=True)
    ]


def _number_of(group: Group, columns: Mapping[int, str]) -> str:
    place = next((position for position, name in columns.items() if name == "number"), None)
    cells = group[0].cells
    cell = cells[place] if place is not None and place < len(cells) else None
    return number_in({"number": cell}) or ""


def _without_zeros(
    file: FileImport,
    group: Sequence[tuple[Line, Entry | list[Problem]]],
    whole: str | None,
) -> list[ImportRow]:
    """The rows of a number that has lost its zeros, as errors; empty where it has not.

    They name the registered number: whoever has it is in the file and does not leave.
    """
    if whole is None:
        return []
    lost = [Problem("number", "number_zeros", whole)]
    return [
        broken_row(file, line, lost if isinstance(entry, Entry) else [*lost, *entry], whole)
        for line, entry in group
    ]


def _rows(
    file: FileImport,
    group: Sequence[tuple[Line, Entry | list[Problem]]],
    columns: Mapping[int, str],
    known: Mapping[str, Known],
    terms: Terms,
) -> list[ImportRow]:
    """The rows of one staff number."""
    entries = {line.number: entry for line, entry in group if isinstance(entry, Entry)}
    broken = [line.number for line, entry in group if not isinstance(entry, Entry)]
    judged: dict[int, Judged] = {}
    if entries:
        number = next(iter(entries.values())).number
        verdicts = judge(
            list(entries.values()), known.get(number), terms, broken=broken[0] if broken else None
        )
        judged = {one.line: one for one in verdicts}
    # Whoever mends one post of somebody sends all of them: alone it would read as a transfer.
    mend = bool(broken) or any(one.problem for one in judged.values())
    rows = []
    for line, entry in group:
        if isinstance(entry, Entry):
            rows.append(_good_row(file, line, entry, judged[line.number], mend=mend))
        else:
            number_read = number_in(values_of(line, columns)) or ""
            rows.append(broken_row(file, line, entry, number_read))
    return rows


def _good_row(file: FileImport, line: Line, entry: Entry, one: Judged, *, mend: bool) -> ImportRow:
    problems = [one.problem] if one.problem else []
    return ImportRow(
        file=file,
        line=line.number,
        number=entry.number,
        verdict=one.verdict,
        entry=entry_as_json(entry),
        plan=plan_as_json(one.steps),
        cells=as_sent(line) if mend else None,
        problems=[problem.as_json() for problem in problems],
        note=one.note,
    )


def broken_row(
    file: FileImport, line: Line, problems: Sequence[Problem], number: str = ""
) -> ImportRow:
    """A row that cannot be taken, as it was sent, with what is wrong in which cell."""
    return ImportRow(
        file=file,
        line=line.number,
        number=number,
        verdict=Verdict.ERROR,
        cells=as_sent(line),
        problems=[problem.as_json() for problem in problems],
    )


def as_sent(line: Line) -> list[str]:
    """The cells as text, to be mended."""
    return [as_text(cell) for cell in line.cells]
