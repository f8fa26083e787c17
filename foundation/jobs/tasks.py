"""Background tasks of the jobs room."""

import uuid

from celery import shared_task
from django.utils import timezone

from foundation.jobs import running


@shared_task(name="jobs.run", acks_late=True, ignore_result=True)
def run_job(job_id: str) -> None:
    """Do a job's work once, however often the message comes."""
    running.run(uuid.UUID(job_id), now=timezone.now())


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Queue again what was lost."""
    running.sweep(now=timezone.now())
