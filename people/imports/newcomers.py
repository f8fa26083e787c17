"""Adding the newcomers of a file in batches."""

from collections.abc import Sequence

from django.db import transaction

from foundation.bulk import insert_many
from foundation.errors import DomainError
from people.actions import Newcomer, add_many_staff
from people.imports.doing import Doing, details_of
from people.imports.models import ImportChange, ImportRow
from people.imports.rules import judge
from people.imports.stored import entry_from_json, plan_as_json


def add_newcomers(doing: Doing, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Add those whose plan still stands. Returns the rows that were not added, to go one by one."""
    ready = [(row, new) for row in rows if (new := _newcomer(doing, row))]
    try:
        with transaction.atomic():
            _add(doing, ready)
    except DomainError:
        # One of them is refused. One by one, the others get in and that one says why.
        return list(rows)
    added = {row.pk for row, _new in ready}
    return [row for row in rows if row.pk not in added]


def _newcomer(doing: Doing, row: ImportRow) -> Newcomer | None:
    """What the row adds; None if its plan does not stand any more."""
    entry = entry_from_json(row.line, row.number, row.entry)
    steps = judge([entry], None, doing.terms)[0].steps
    things = doing.things
    known = entry.workplace in things.workplaces and entry.cadre in things.cadres
    if not known or plan_as_json(steps) != row.plan or steps[0].day is None:
        return None
    return Newcomer(
        number=row.number,
        workplace=things.workplaces[entry.workplace],
        cadre=things.cadres[entry.cadre],
        agency=things.agencies[entry.agency],
        starts_on=steps[0].day,
        **details_of(row),
    )


def _add(doing: Doing, ready: Sequence[tuple[ImportRow, Newcomer]]) -> None:
    rows = [row for row, _new in ready]
    postings = add_many_staff(by=doing.by, newcomers=[new for _row, new in ready])
    doing.added += [posting.staff_record for posting in postings]
    insert_many(
        ImportChange,
        [
            ImportChange(
                file=doing.file,
                row=row,
                kind="add",
                staff_record=posting.staff_record,
                posting=posting,
            )
            for row, posting in zip(rows, postings, strict=True)
        ],
    )
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(outcome="done")
