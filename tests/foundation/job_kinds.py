"""Kinds of job that tests and the test's own workers know."""

import time
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from foundation.audit.actions import record
from foundation.audit.actors import SYSTEM
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind


@job_kind("tests.count", queue="bulk")
def count(job: Job) -> None:
    """Write one audit row for each step, with the step's progress.

    On the first attempt it stops in the middle of the step `params["hang_at"]`, with the row
    written and not committed, and says so by making the file `params["sign"]`.
    """
    target = ContentType.objects.get_for_model(Job)
    for step in range(job.done, int(job.params["steps"])):
        with transaction.atomic():
            record(by=SYSTEM, verb="tests.count", obj=target, data={"step": step})
            if job.attempts == 1 and step == job.params.get("hang_at"):
                Path(job.params["sign"]).touch()
                time.sleep(600)
            advance(job, done=step + 1, total=int(job.params["steps"]))


@job_kind("tests.fail")
def fail(job: Job) -> None:
    """Fail with a message that names somebody."""
    raise ValueError("Nadine Brown, nurse@example.org, could not be enrolled")
