"""Taking a file in, naming its columns, checking, applying, discarding and taking back."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from foundation.formats.cells import label_key
from foundation.formats.tables import Table, open_table
from foundation.jobs.actions import enqueue
from foundation.jobs.models import Job
from people.imports.columns import COLUMNS, missing_columns, recognise
from people.imports.models import FileImport, RememberedColumn
from people.imports.permissions import can_import
from people.imports.reading import Heading, find_heading
from people.imports.template import EXPLAINED, POSTS, WORKPLACES
from people.models import Agency

Stage = FileImport.Stage


class NotNow(DomainError):
    """The import is not at the stage at which this can be done."""


class ColumnsMissing(DomainError):
    """A column that is needed is not named, or one is named twice."""


class ManyLeavers(DomainError):
    """So many people are missing from a complete file that somebody must say it is so."""


def _require(by: Actor, agency: Agency, kind: str) -> None:
    require(can_import(by, agency, kind), _("You may send files for your own agency only."))


@transaction.atomic
def receive_file(
    *,
    by: Actor,
    agency: Agency,
    kind: str,
    name: str,
    content: bytes,
    as_of: date,
    complete: bool = False,
) -> FileImport:
    """Keep a file and look for its headings. Where all are known, the check begins at once.

    `as_of` is the day the file speaks of. `complete` declares that it names everybody. Raises
    UnreadableFile; nothing is kept then.
    """
    _require(by, agency, kind)
    table = open_table(content)
    visible = [sheet.name for sheet in table.sheets if not sheet.hidden]
    sheet = visible[0] if visible else table.sheets[0].name
    file = FileImport.objects.create(
        agency=agency,
        kind=kind,
        name=name.rpartition("/")[2].rpartition("\\")[2][:200],
        content=content,
        sheet=sheet,
        as_of=as_of,
        complete=complete and kind == "roster",
        uploaded_by=by if isinstance(by, get_user_model()) else None,
    )
    heading = find_heading(table, sheet, kind, remembered_columns(agency, kind))
    _settle(file, heading)
    record(
        by=by, verb="imports.file_received", obj=file, data={"kind": kind, "agency": agency.code}
    )
    others = set(visible[1:]) - {str(EXPLAINED), str(WORKPLACES), str(POSTS)}
    if not others and _is_clear(file, heading):
        _begin_check(by, file)
    return file


def remembered_columns(agency: Agency, kind: str) -> dict[str, str]:
    """Heading to column as this agency decided before; an empty column is "not used"."""
    rows = RememberedColumn.objects.filter(agency=agency, kind=kind)
    return dict(rows.values_list("heading", "column"))


def _settle(file: FileImport, heading: Heading) -> None:
    """Keep where the headings are and what is known of them."""
    found = recognise(file.kind, heading.headings, remembered_columns(file.agency, file.kind))
    file.heading_row = heading.row
    file.columns = {str(position): name or "" for position, name in found.items()}
    file.save(update_fields=["sheet", "heading_row", "columns"])


def _is_clear(file: FileImport, heading: Heading) -> bool:
    """Is every heading with something below it known, and every needed column there?"""
    unknown = [
        position
        for position, text in enumerate(heading.headings)
        if (text or any(heading.samples[position])) and str(position) not in file.columns
    ]
    return not unknown and not missing_columns(file.kind, file.columns.values())


def table_of(file: FileImport) -> Table:
    """The file's table. Raises UnreadableFile; NotNow when the content is gone."""
    if not file.content:
        raise NotNow(_("The file itself is not kept any longer. Send it again."))
    return open_table(bytes(file.content))


def sheets_of(file: FileImport) -> list[str]:
    """The sheets that can be taken: hidden ones hold lists for the others."""
    return [sheet.name for sheet in table_of(file).sheets if not sheet.hidden]


def heading_of(file: FileImport) -> Heading:
    """The headings of the chosen sheet with the first rows below them."""
    known = remembered_columns(file.agency, file.kind)
    return find_heading(table_of(file), file.sheet, file.kind, known)


@transaction.atomic
def choose_sheet(*, by: Actor, file: FileImport, sheet: str) -> FileImport:
    """Take another sheet of the workbook. Raises UnreadableFile for one without rows."""
    _require(by, file.agency, file.kind)
    _require_stage(file, Stage.COLUMNS)
    file.sheet = sheet
    _settle(file, heading_of(file))
    return file


@transaction.atomic
def name_columns(*, by: Actor, file: FileImport, columns: Mapping[int, str]) -> FileImport:
    """Say what the columns are (empty: not used), remember it for the agency, and check the file.

    Raises ColumnsMissing, naming what is missing or named twice.
    """
    _require(by, file.agency, file.kind)
    _require_stage(file, Stage.COLUMNS)
    used = [name for name in columns.values() if name]
    labels = {column.name: str(column.label) for column in COLUMNS[file.kind]}
    if twice := sorted({labels[name] for name in used if used.count(name) > 1}):
        raise ColumnsMissing(
            _("Two columns are chosen for %(name)s. Choose one.") % {"name": twice[0]}
        )
    if missing := missing_columns(file.kind, used):
        names = ", ".join(str(column.label) for column in missing)
        raise ColumnsMissing(_("Choose a column for: %(names)s.") % {"names": names})
    headings = heading_of(file).headings
    for position, name in columns.items():
        if key := label_key(headings[position])[:100]:
            RememberedColumn.objects.update_or_create(
                agency=file.agency, kind=file.kind, heading=key, defaults={"column": name}
            )
    file.columns = {str(position): name for position, name in columns.items()}
    file.save(update_fields=["columns"])
    _begin_check(by, file)
    return file


def _require_stage(file: FileImport, *stages: str) -> None:
    if file.stage not in stages:
        raise NotNow(_("This has been done already, or cannot be done now. Look again."))


def _move(file: FileImport, to: str, *, at: tuple[str, ...]) -> None:
    """Change the stage, once: of two requests at the same moment one is told that it was late."""
    if not FileImport.objects.filter(pk=file.pk, stage__in=at).update(stage=to):
        raise NotNow(_("This has been done already, or cannot be done now. Look again."))
    file.stage = to


def _locked(file: FileImport) -> FileImport:
    """The import as it is now, not as a page saw it. Nobody else changes it in this transaction."""
    locked = FileImport.objects.select_for_update(of=("self",)).select_related("job")
    return locked.get(pk=file.pk)


def _require_cells(file: FileImport) -> None:
    if not file.has_cells:
        raise NotNow(
            _(
                "What this file said of people is removed after some months, so it cannot be taken back "
                "any more. Correct people one by one, or send a file that says what is right."
            )
        )


def _begin(by: Actor, file: FileImport, kind: str) -> Job:
    job = enqueue(by=by, kind=kind, params={"file": str(file.uuid)})
    file.job = job
    file.save(update_fields=["job"])
    return job


def _begin_check(by: Actor, file: FileImport) -> None:
    _move(file, Stage.CHECKING, at=(Stage.COLUMNS,))
    _begin(by, file, "imports.check")


@transaction.atomic
def apply_import(*, by: Actor, file: FileImport, sure: bool = False) -> Job:
    """Make the changes that the check has shown, by a job.

    Raises ManyLeavers unless `sure`, where the check warned of too many people missing; NotNow.
    """
    _require(by, file.agency, file.kind)
    if file.counts.get("suspicious") and not sure:
        raise ManyLeavers(
            _("Many people would leave by this file. Tick the box if they have really left.")
        )
    _move(file, Stage.APPLYING, at=(Stage.CHECKED,))
    record(by=by, verb="imports.file_applied", obj=file, data={"agency": file.agency.code})
    return _begin(by, file, "imports.apply")


@transaction.atomic
def reverse_import(*, by: Actor, file: FileImport) -> Job:
    """Take back what the file changed, by a job; also what stood in the way the last time.

    An import that was stopped in the middle can be taken back, too. Raises NotNow, also once the
    cells are gone.
    """
    _require(by, file.agency, file.kind)
    current = _locked(file)
    _require_cells(current)
    if current.stage == Stage.APPLYING and (current.job is None or current.job.is_open):
        raise NotNow(_("The file is being applied. Stop that first, or wait for its end."))
    _move(file, Stage.REVERSING, at=(Stage.APPLIED, Stage.APPLYING, Stage.REVERSED))
    file.changes.filter(undone="kept").update(undone="", obstacle="")
    record(by=by, verb="imports.file_reversed", obj=file, data={"agency": file.agency.code})
    return _begin(by, file, "imports.reverse")


JOBS = {
    Stage.CHECKING: "imports.check",
    Stage.APPLYING: "imports.apply",
    Stage.REVERSING: "imports.reverse",
}


@transaction.atomic
def resume_import(*, by: Actor, file: FileImport) -> Job:
    """Go on with what was stopped in the middle. Raises NotNow while it is still going on."""
    _require(by, file.agency, file.kind)
    current = _locked(file)
    if current.stage not in JOBS or (current.job is not None and current.job.is_open):
        raise NotNow(_("This has been done already, or cannot be done now. Look again."))
    _require_cells(current)
    record(by=by, verb="imports.file_resumed", obj=file, data={"agency": file.agency.code})
    return _begin(by, file, JOBS[Stage(current.stage)])


@transaction.atomic
def discard_import(*, by: Actor, file: FileImport) -> None:
    """Drop a file that was not applied. What its rows say goes the next night. Raises NotNow."""
    _require(by, file.agency, file.kind)
    stopped = file.stage == Stage.CHECKING and file.job is not None and not file.job.is_open
    at = (Stage.COLUMNS, Stage.CHECKED, Stage.UNREADABLE)
    _move(file, Stage.DISCARDED, at=(*at, Stage.CHECKING) if stopped else at)
    FileImport.objects.filter(pk=file.pk).update(content=None)
    record(by=by, verb="imports.file_discarded", obj=file, data={"agency": file.agency.code})
