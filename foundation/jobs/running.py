"""Running a job once: claim, heartbeat, end. And the sweep, which finds what was lost.

No broker is a record. A message may come twice, late or never: a run first claims the row with a
lease of its own, and every later write of the run is conditional on that lease.
"""

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone

from foundation.jobs.actions import JobTaken, send
from foundation.jobs.models import Job
from foundation.jobs.registry import JobKind, kind_of

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 10
STALE_AFTER = dt.timedelta(seconds=60)
RESEND_AFTER = dt.timedelta(seconds=120)
MAX_ATTEMPTS = 5
SWEEP_AT_MOST = 500


def run(job_id: uuid.UUID, *, now: dt.datetime) -> None:
    """Do the work of the job, if nobody else does. Never raises for what the work raised."""
    job = _claim(job_id, now)
    if job is None:
        return
    try:
        kind = kind_of(job.kind)
        with _heartbeat(job, kind):
            kind.run(job)
    except JobTaken:
        log.info("job_taken", job_kind=job.kind, job_id=str(job.pk))
    except (OperationalError, InterfaceError) as error:
        _give_back(job, error)
    except Exception as error:
        # The class only: the text of an error may hold a name or an address.
        log.error("job_failed", job_kind=job.kind, job_id=str(job.pk), error_type=_class_of(error))
        _end(job, Job.Status.FAILED, error=_class_of(error))
    else:
        _end(job, Job.Status.DONE)


def sweep(*, now: dt.datetime) -> int:
    """Queue again what a lost worker held and what no worker ever started. Returns how many."""
    stale = Q(status=Job.Status.RUNNING, heartbeat_at__lt=now - STALE_AFTER)
    unheard = Q(status=Job.Status.QUEUED) & (Q(sent_at=None) | Q(sent_at__lt=now - RESEND_AFTER))
    swept = 0
    for job in Job.objects.filter(stale | unheard).order_by("created_at")[:SWEEP_AT_MOST]:
        swept += _requeue(job, now)
    return swept


def _claim(job_id: uuid.UUID, now: dt.datetime) -> Job | None:
    """The job, owned by this run, or None when it is not waiting."""
    lease = uuid.uuid4()
    claimed = Job.objects.filter(pk=job_id, status=Job.Status.QUEUED).update(
        status=Job.Status.RUNNING, lease=lease, heartbeat_at=now, attempts=F("attempts") + 1
    )
    return Job.objects.filter(pk=job_id, lease=lease).first() if claimed else None


def _end(job: Job, status: Job.Status, *, error: str = "") -> None:
    """Write how the run ended, if it still owns the job."""
    owned = Job.objects.filter(pk=job.pk, lease=job.lease, status=Job.Status.RUNNING)
    values: dict[str, object] = {"status": status, "error": error, "lease": None}
    if status == Job.Status.DONE:
        values["done"] = F("total")
    owned.update(finished_at=timezone.now(), **values)


def _give_back(job: Job, error: Exception) -> None:
    """The database was busy or away: leave the job to the sweep, at most MAX_ATTEMPTS times."""
    log.warning(
        "job_given_back", job_kind=job.kind, job_id=str(job.pk), error_type=_class_of(error)
    )
    _renew_connection()
    if job.attempts >= MAX_ATTEMPTS:
        _end(job, Job.Status.FAILED, error=_class_of(error))
        return
    Job.objects.filter(pk=job.pk, lease=job.lease, status=Job.Status.RUNNING).update(
        status=Job.Status.QUEUED, lease=None, sent_at=timezone.now()
    )


def _requeue(job: Job, now: dt.datetime) -> int:
    """Send one stale job again, or end it when it has taken too many workers with it."""
    same = Job.objects.filter(
        pk=job.pk, status=job.status, lease=job.lease, heartbeat_at=job.heartbeat_at
    )
    if job.status == Job.Status.RUNNING and job.attempts >= MAX_ATTEMPTS:
        log.error("job_lost", job_kind=job.kind, job_id=str(job.pk), attempts=job.attempts)
        same.update(status=Job.Status.FAILED, error="WorkerLost", lease=None, finished_at=now)
        return 0
    if not same.update(status=Job.Status.QUEUED, lease=None, sent_at=now):
        return 0
    log.warning("job_requeued", job_kind=job.kind, job_id=str(job.pk), attempts=job.attempts)
    send(job.pk, job.kind)
    return 1


@contextmanager
def _heartbeat(job: Job, kind: JobKind) -> Iterator[None]:
    """Say "still here" every few seconds while the work runs, but not beyond its longest time."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=[job, kind.max_seconds, stop], daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(job: Job, max_seconds: int, stop: threading.Event) -> None:
    started = monotonic()
    try:
        while not stop.wait(HEARTBEAT_SECONDS) and monotonic() - started < max_seconds:
            try:
                Job.objects.filter(pk=job.pk, lease=job.lease).update(heartbeat_at=timezone.now())
            except (OperationalError, InterfaceError) as error:
                log.warning("job_heartbeat_missed", job_id=str(job.pk), error_type=_class_of(error))
                _renew_connection()
    finally:
        if monotonic() - started >= HEARTBEAT_SECONDS:
            connection.close()


def _renew_connection() -> None:
    """After an error of the database, begin with a new connection if the old one is of no use."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _class_of(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"[:300]
