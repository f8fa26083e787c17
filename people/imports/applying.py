"""Making the changes that a checked file would make, in short steps.

Every row is judged again at that moment. What has become true otherwise is left alone; what would now
be another change than the one that was shown is refused. Newcomers are added in batches, everything
else by the same actions as the forms.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from time import monotonic

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from foundation.bulk import count_anew
from foundation.errors import DomainError
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.pace import STEP_SECONDS, breathe
from people.imports.columns import Kind
from people.imports.counting import COUNTS_A_STEP, apply_counts
from people.imports.doing import Doing, Things
from people.imports.duplicates import note_duplicates
from people.imports.known import known_by_number
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.newcomers import add_newcomers
from people.imports.rules import judge
from people.imports.stored import entry_from_json, plan_as_json
from people.imports.turns import require_turn
from people.imports.verdicts import CHANGING, Judged, Known, Terms, Verdict
from people.models import Person, PersonWord, Posting, StaffRecord

log = structlog.get_logger(__name__)

# On SQLite a step is short, because others wait for it; elsewhere nobody does.
ROWS_A_STEP = {"sqlite": 200, "postgresql": 1000}
GROWING = (Person, PersonWord, StaffRecord, Posting, ImportRow, ImportChange)


def run_apply(job: Job, file: FileImport, by: Actor, now: datetime) -> None:
    """Apply what waits, in short steps. Begun again, it goes on."""
    total = file.rows.waiting().count() + job.done
    things = Things.of(file)
    terms = Terms(file.as_of, timezone.localdate(now), file.complete)
    at_most, counted = ROWS_A_STEP.get(connection.vendor, 200), 500
    while step := list(file.rows.waiting().values_list("number", flat=True)[:at_most]):
        with transaction.atomic():
            require_turn(job, file, FileImport.Stage.APPLYING)
            if file.kind == Kind.HEADCOUNT:
                done = apply_counts(by, file, list(file.rows.waiting()[:COUNTS_A_STEP]))
            else:
                done = _apply_people(Doing(by, file, things, terms, now), step)
            advance(job, done=min(job.done + done, total), total=total)
        if job.done >= 2 * counted:
            count_anew(*GROWING)
            counted = job.done
        breathe()
    with transaction.atomic():
        FileImport.objects.filter(pk=file.pk, stage=FileImport.Stage.APPLYING).update(
            stage=FileImport.Stage.APPLIED, applied_at=timezone.now(), content=None
        )
        advance(job, done=total, total=total)


def _apply_people(doing: Doing, waiting: Sequence[str]) -> int:
    """Apply the rows of these staff numbers, or as many as a short transaction has time for. Returns how many."""
    began = monotonic()
    groups = _whole_groups(doing.file, waiting)
    numbers = {rows[0].number for rows in groups}
    known = known_by_number(doing.file.agency, numbers, doing.terms.today)
    newcomers, others = _sorted_out(groups, known)
    refused = add_newcomers(doing, newcomers)
    done = len(newcomers) - len(refused)
    for rows in [*others, *([row] for row in refused)]:
        if done and monotonic() - began > STEP_SECONDS:
            break
        done += _apply_group(doing, rows, known.get(rows[0].number))
    note_duplicates(doing.added)
    return done


def _whole_groups(file: FileImport, waiting: Sequence[str]) -> list[list[ImportRow]]:
    """All rows of these staff numbers: a verdict depends on the rows beside it."""
    rows = file.rows.filter(number__in=set(waiting)).order_by("number", "pk")
    return [list(group) for _number, group in groupby(rows, key=lambda row: row.number)]


def _sorted_out(
    groups: Iterable[list[ImportRow]], known: dict[str, Known]
) -> tuple[list[ImportRow], list[list[ImportRow]]]:
    """Newcomers of one row, which go in batches, and the rest."""
    newcomers, others = [], []
    for rows in groups:
        alone = len(rows) == 1 and rows[0].verdict == Verdict.NEW and len(rows[0].plan) == 1
        if alone and rows[0].number not in known:
            newcomers.append(rows[0])
        else:
            others.append(rows)
    return newcomers, others


def _apply_group(doing: Doing, rows: Sequence[ImportRow], known: Known | None) -> int:
    """Apply the rows of one staff number; what is refused is undone and says why."""
    waiting = [row for row in rows if row.verdict in CHANGING and not row.outcome]
    judged = _judged_again(rows, known, doing.terms)
    record = known.record if known else None
    for row in waiting:
        record = _try_row(doing, row, judged.get(row.line), record)
        row.save(update_fields=["outcome", "reason"])
    return len(waiting)


def _try_row(doing: Doing, row: ImportRow, one: Judged | None, record: int | None) -> int | None:
    """Apply one row, or undo it and say why. One odd row must not stop the others for good."""
    added = len(doing.added)
    try:
        with transaction.atomic():
            return _apply_row(doing, row, one, record)
    except (OperationalError, InterfaceError):
        # The database is away or busy: the whole step is tried again later.
        raise
    except DomainError as error:
        reason = str(error)
    except Exception as error:
        # The class only: the text of an error may hold a name or an address.
        log.error("import_row_failed", line=row.line, error_type=type(error).__name__)
        reason = _("This could not be done by file. Enter it on their page.")
    del doing.added[added:]
    row.outcome, row.reason = "refused", reason[:300]
    return record


def _judged_again(
    rows: Sequence[ImportRow], known: Known | None, terms: Terms
) -> dict[int, Judged]:
    """Verdicts as of now, by line. A leaver's plan stands as it was made."""
    good = [row for row in rows if row.line and row.verdict != Verdict.ERROR]
    broken = [row.line for row in rows if row.verdict == Verdict.ERROR]
    entries = [entry_from_json(row.line, row.number, row.entry) for row in good]
    if not entries:
        return {}
    again = judge(entries, known, terms, broken=broken[0] if broken else None)
    return {one.line: one for one in again}


def _apply_row(doing: Doing, row: ImportRow, one: Judged | None, record: int | None) -> int | None:
    """Do what the row says, if it still says so. Returns the staff record's key."""
    if row.line == 0:
        return doing.leaver(row)
    if one is not None and one.verdict in {Verdict.UNCHANGED, Verdict.DUPLICATE}:
        row.outcome = "already"
        return record
    if one is None or plan_as_json(one.steps) != row.plan:
        row.outcome, row.reason = "refused", doing.changed_meanwhile
        return record
    row.outcome = "done"
    return doing.steps(row, one.steps, record)
