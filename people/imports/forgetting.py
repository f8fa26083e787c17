"""Removing what files said of people, once nobody needs it any more.

What stays is enough to answer "what happened with that file?" and to compare the next one with it: row
numbers, staff numbers, verdicts, outcomes and counts. What the file changed stays in the register.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.jobs.models import Job
from foundation.jobs.pace import breathe
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.permissions import can_import

ROWS_A_STEP = 500
Cells, Stage = FileImport.Cells, FileImport.Stage
# Nothing was done with these; nothing can be done with them after so long.
UNUSED = (Stage.COLUMNS, Stage.CHECKING, Stage.CHECKED)


def files_to_forget(now: datetime) -> QuerySet[FileImport]:
    """Files whose days are over since the last thing that was done with them, and discarded ones."""
    edge = now - timedelta(days=settings.IMPORT_DAYS)
    old = Q(created_at__lt=edge) & ~Q(applied_at__gte=edge) & ~Q(reversed_at__gte=edge)
    files = FileImport.objects.exclude(cells=Cells.GONE)
    open_jobs = Job.objects.filter(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    idle = files.filter(Q(job=None) | ~Q(job__in=open_jobs))
    return idle.filter(old | Q(stage=Stage.DISCARDED) | Q(cells=Cells.GOING)).order_by("pk")


def forget_old_cells(*, by: Actor, now: datetime) -> int:
    """Forget the cells of every file that is due. Returns how many files."""
    keys = list(files_to_forget(now).values_list("pk", flat=True))
    return sum(_forget(by, key, now) for key in keys)


def _forget(by: Actor, key: int, now: datetime) -> bool:
    """One file, in short steps. After a lost worker it begins again."""
    with transaction.atomic():
        due = files_to_forget(now).select_related("agency").select_for_update(of=("self",))
        file = due.filter(pk=key).first()
        if file is None:
            return False
        require(
            can_import(by, file.agency, file.kind),
            _("You may send files for your own agency only."),
        )
        # From here on nothing can be applied or taken back.
        stage = Stage.DISCARDED if file.stage in UNUSED else file.stage
        FileImport.objects.filter(pk=key).update(content=None, cells=Cells.GOING, stage=stage)
    _blank(file.changes.all(), ImportChange, before={}, after={}, obstacle="")
    rows = _blank(file.rows.all(), ImportRow, entry={}, plan=[], cells=None, problems=[], reason="")
    with transaction.atomic():
        FileImport.objects.filter(pk=key).update(cells=Cells.GONE, cells_gone_at=now)
        record(by=by, verb="imports.cells_forgotten", obj=file, data={"rows": rows})
    return True


def _blank(things: QuerySet, model: type[ImportRow] | type[ImportChange], **nothing: object) -> int:
    """Blank these fields of everything, a portion at a time. Returns how many there were."""
    after = count = 0
    things = things.order_by("pk").values_list("pk", flat=True)
    while portion := list(things.filter(pk__gt=after)[:ROWS_A_STEP]):
        with transaction.atomic():
            model._default_manager.filter(pk__in=portion).update(**nothing)
        after, count = portion[-1], count + len(portion)
        breathe()
    return count
