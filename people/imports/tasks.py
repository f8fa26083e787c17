"""Background work of imports: each kind loads the import and calls what does the work."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.audit.actors import Actor, System
from foundation.errors import NotAllowed
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind
from people.imports.applying import run_apply
from people.imports.checking import run_check
from people.imports.forgetting import forget_old_cells
from people.imports.models import FileImport
from people.imports.reversing import run_reverse

FILES = System("people.imports")
LONGEST_SECONDS = 4 * 3600


def _of(job: Job, stage: str) -> FileImport | None:
    """The job's file, if it still waits for this, and for this job: another may have taken over."""
    files = FileImport.objects.select_related("agency")
    return files.filter(uuid=str(job.params["file"]), stage=stage, job=job).first()


def _by(job: Job, file: FileImport) -> Actor:
    """Who answers for the changes. A person's file never goes on with the rights of the system."""
    if job.requested_by is None and file.uploaded_by_id is not None:
        raise NotAllowed(_("Whoever asked for this has no account any more."))
    return job.requested_by or FILES


@job_kind("imports.check", queue="bulk", max_seconds=LONGEST_SECONDS, title=_("Check a file"))
def check(job: Job) -> None:
    """Give every row its verdict."""
    if file := _of(job, FileImport.Stage.CHECKING):
        run_check(job, file, timezone.localdate())


@job_kind("imports.apply", queue="bulk", max_seconds=LONGEST_SECONDS, title=_("Apply a file"))
def apply(job: Job) -> None:
    """Make the changes."""
    if file := _of(job, FileImport.Stage.APPLYING):
        run_apply(job, file, _by(job, file), timezone.now())


@job_kind("imports.reverse", queue="bulk", max_seconds=LONGEST_SECONDS, title=_("Take a file back"))
def reverse(job: Job) -> None:
    """Take the changes back."""
    if file := _of(job, FileImport.Stage.REVERSING):
        run_reverse(job, file, _by(job, file), timezone.now())


@shared_task(name="imports.forget_cells")
def forget_cells() -> None:
    """Every night: what files said of people goes when its days are over. Safe to run at any time."""
    forget_old_cells(by=FILES, now=timezone.now())
