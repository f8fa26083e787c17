"""Scheduled work of `certificates`."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.actions import REGISTER, remind_holders, send_digests
from certificates.actions.batches import REVOKE, carry_out_batch
from certificates.actions.bulk import BULK, BULK_WORKER, carry_out_bulk, remove_lapsed_files
from certificates.actions.call_reminding import remind_called
from certificates.actions.calling import extend_calls
from certificates.actions.recorded import ISSUE_RECORDED, carry_out_recorded
from certificates.earlier.actions import discard_old_lists
from certificates.models import BulkWork, Programme, RevocationBatch
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind


@shared_task(name="certificates.remind", ignore_result=True)
def remind() -> None:
    """Every morning: who holds a certificate that ends is told, and who supervises them."""
    now = timezone.now()
    extend_calls(by=REGISTER, now=now)
    remind_holders(by=REGISTER, now=now)
    remind_called(by=REGISTER, now=now)
    send_digests(by=REGISTER, now=now)


@job_kind(BULK, queue="bulk", title=_("Work on many certificates"))
def work_in_bulk(job: Job) -> None:
    """Do what an officer asked for with a list of the register."""
    work = BulkWork.objects.select_related("asked_by__person").get(uuid=str(job.params["work"]))
    carry_out_bulk(job=job, work=work, now=timezone.now())


@shared_task(name="certificates.remove_lapsed_files", ignore_result=True)
def remove_lapsed() -> None:
    """Every hour: files with names go when nobody may fetch them, or recorded them in time."""
    now = timezone.now()
    remove_lapsed_files(by=BULK_WORKER, now=now)
    discard_old_lists(by=REGISTER, now=now)


@job_kind(ISSUE_RECORDED, queue="bulk", title=_("Issue certificates to everybody who passed"))
def issue_to_all(job: Job) -> None:
    """Issue what is on record as passed."""
    programme = Programme.objects.get(pk=job.params["programme"])
    carry_out_recorded(job=job, programme=programme, now=timezone.now())


@job_kind(REVOKE, queue="bulk", title=_("Revoke certificates"))
def revoke_batch(job: Job) -> None:
    """Carry out what two officers have agreed on."""
    batch = RevocationBatch.objects.select_related("private").get(uuid=str(job.params["batch"]))
    carry_out_batch(job=job, batch=batch, now=timezone.now())
