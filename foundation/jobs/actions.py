"""Asking for work, its progress, and cancelling it."""

import uuid
from collections.abc import Mapping
from contextlib import suppress

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from foundation.jobs.models import Job
from foundation.jobs.permissions import can_cancel_job
from foundation.jobs.registry import kind_of

Params = Mapping[str, object]
OPEN = (Job.Status.QUEUED, Job.Status.RUNNING)
TRIES = 3


class JobFinished(DomainError):
    """The job has already ended, so there is nothing to cancel."""


class JobTaken(Exception):
    """The job was cancelled, or another worker owns it now: this run must stop and write nothing.

    Raised by `advance` inside the transaction of a step, which it rolls back.
    """


@transaction.atomic
def enqueue(
    *,
    by: Actor,
    kind: str,
    params: Params | None = None,
    key: str | None = None,
    alike: str = "",
) -> Job:
    """Ask for work of the kind `kind`. The row is written in the caller's transaction.

    With a `key` the work is asked for once: a second call returns the first job, in whatever state
    it is. With `alike` (64 characters at most) it is asked for once at a time: while a job of this
    kind and likeness waits or runs, that one is returned, whoever asked for it. `job.found` says so.
    `params` hold opaque ids, never names or addresses. Raises LookupError when no app
    declares the kind. A broker that does not answer delays the work until the sweep, and no more.
    """
    kind_of(kind)
    values: dict[str, object] = {
        "kind": kind,
        "alike": alike,
        "params": dict(params or {}),
        "requested_by": by if isinstance(by, get_user_model()) else None,
        "sent_at": timezone.now(),
    }
    if key is not None:
        job, made = Job.objects.get_or_create(key=key, defaults=values)
    else:
        job, made = _open_or_new(values)
    job.found = not made
    if made:
        transaction.on_commit(lambda: send(job.pk, kind), robust=True)
    return job


def _open_or_new(values: dict[str, object]) -> tuple[Job, bool]:
    """The open job that is alike, or a new one, and whether it is new.

    The database has the last word: who loses a race waits there for the other's commit, and looks again.
    """
    if not values["alike"]:
        return Job.objects.create(**values), True
    same = Job.objects.filter(kind=values["kind"], alike=values["alike"], status__in=OPEN)
    for _try in range(TRIES):
        found = same.first()
        if found is not None:
            return found, False
        with suppress(IntegrityError), transaction.atomic():
            return Job.objects.create(**values), True
    return same.get(), False


def send(job_id: uuid.UUID, kind: str) -> None:
    """Wake a worker for the job. Sent twice, it is still done once."""
    from foundation.jobs.tasks import run_job  # tasks.py imports the actions

    run_job.apply_async(args=[str(job_id)], queue=kind_of(kind).queue)


def advance(job: Job, *, done: int, total: int | None = None) -> None:
    """Write the progress of a running job: `done` steps of `total`.

    Call it inside the transaction of the step itself. Raises JobTaken when this run no longer owns
    the job; let it pass, so that the step is rolled back.
    """
    total = job.total if total is None else total
    changed = Job.objects.filter(
        pk=job.pk, lease=job.lease, lease__isnull=False, status=Job.Status.RUNNING
    ).update(done=done, total=total, heartbeat_at=timezone.now())
    if not changed:
        raise JobTaken
    job.done, job.total = done, total


@transaction.atomic
def cancel_job(*, by: Actor, job: Job) -> None:
    """Stop the job before its next step. What it has done so far stays done.

    Raises NotAllowed, or JobFinished when it has ended.
    """
    require(can_cancel_job(by, job), _("You cannot cancel this job."))
    changed = Job.objects.filter(pk=job.pk, status__in=OPEN).update(
        status=Job.Status.CANCELLED, finished_at=timezone.now(), lease=None
    )
    if not changed:
        raise JobFinished(_("This job had already ended. Nothing was changed."))
    job.refresh_from_db()
    record(by=by, verb="jobs.cancel_job", obj=job, data={"kind": job.kind, "done": job.done})


@transaction.atomic
def repeat_job(*, by: Actor, job: Job) -> None:
    """Queue a failed job again. It goes on from the progress that it had written.

    Raises NotAllowed, or JobFinished when it did not fail.
    """
    require(can_cancel_job(by, job), _("You cannot repeat this job."))
    failed = Job.objects.filter(pk=job.pk, status=Job.Status.FAILED)
    try:
        with transaction.atomic():
            changed = failed.update(
                status=Job.Status.QUEUED,
                error="",
                attempts=F("attempts") * 0,
                finished_at=None,
                sent_at=timezone.now(),
            )
    except IntegrityError as twin:
        raise JobFinished(_("The same work was asked for again meanwhile and goes on.")) from twin
    if not changed:
        raise JobFinished(_("Only a job that stopped by an error can be repeated."))
    job.refresh_from_db()
    record(by=by, verb="jobs.repeat_job", obj=job, data={"kind": job.kind})
    transaction.on_commit(lambda: send(job.pk, job.kind), robust=True)
