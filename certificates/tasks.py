"""Scheduled work of `certificates`."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.actions import REGISTER, remind_holders, send_digests
from certificates.actions.batches import REVOKE, carry_out_batch
from certificates.models import RevocationBatch
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind


@shared_task(name="certificates.remind", ignore_result=True)
def remind() -> None:
    """Every morning: who holds a certificate that ends is told, and who supervises them."""
    now = timezone.now()
    remind_holders(by=REGISTER, now=now)
    send_digests(by=REGISTER, now=now)


@job_kind(REVOKE, queue="bulk", title=_("Revoke certificates"))
def revoke_batch(job: Job) -> None:
    """Carry out what two officers have agreed on."""
    batch = RevocationBatch.objects.select_related("private").get(uuid=str(job.params["batch"]))
    carry_out_batch(job=job, batch=batch, now=timezone.now())
