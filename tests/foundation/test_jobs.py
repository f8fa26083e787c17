"""Jobs: once, with progress, stopped when cancelled, found again when lost."""

import datetime as dt
import uuid

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.jobs import running
from foundation.jobs.actions import (
    JobFinished,
    JobTaken,
    advance,
    cancel_job,
    enqueue,
    repeat_job,
)
from foundation.jobs.models import Job
from foundation.jobs.registry import JobKind, job_kind, kind_of
from tests.factories.foundation import make_user
from tests.foundation import job_kinds  # noqa: F401  (declares the kinds)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 2, 15, 0, tzinfo=dt.UTC)


def steps_done() -> list[int]:
    rows = AuditRow.objects.filter(verb="tests.count").order_by("pk")
    return [row.data["step"] for row in rows]


def make_job(**changes: object) -> Job:
    values = {"kind": "tests.count", "params": {"steps": 3}, "sent_at": NOW}
    return Job.objects.create(**{**values, **changes})


def test_work_is_done_when_the_transaction_commits(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue(by=SYSTEM, kind="tests.count", params={"steps": 3})
        assert steps_done() == []
    job.refresh_from_db()
    assert (job.status, job.done, job.total) == (Job.Status.DONE, 3, 3)
    assert job.finished_at is not None
    assert steps_done() == [0, 1, 2]


def test_a_key_asks_for_work_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = enqueue(by=SYSTEM, kind="tests.count", params={"steps": 2}, key="count-1")
        second = enqueue(by=SYSTEM, kind="tests.count", params={"steps": 9}, key="count-1")
    assert first == second
    assert steps_done() == [0, 1]


def test_work_that_is_alike_is_asked_for_once_at_a_time() -> None:
    def ask(**changes: str) -> Job:
        return enqueue(by=SYSTEM, **{"kind": "tests.count", "alike": "everybody", **changes})

    first = ask()
    assert (first.found, ask().found, ask()) == (False, True, first)
    assert ask(alike="nobody") != first
    assert ask(kind="tests.fail") != first
    Job.objects.filter(pk=first.pk).update(status=Job.Status.DONE)
    second = ask()
    assert second not in (first, None)
    Job.objects.filter(pk=second.pk).update(status=Job.Status.RUNNING, lease=uuid.uuid4())
    assert ask() == second


def test_a_failed_job_is_not_repeated_while_one_alike_is_open() -> None:
    user = make_user()
    failed = make_job(status=Job.Status.FAILED, alike="everybody", requested_by=user)
    other = make_job(alike="everybody")
    with pytest.raises(JobFinished, match="asked for again"):
        repeat_job(by=user, job=failed)
    failed.refresh_from_db()
    assert failed.status == Job.Status.FAILED
    Job.objects.filter(pk=other.pk).update(status=Job.Status.CANCELLED)
    repeat_job(by=user, job=failed)
    failed.refresh_from_db()
    assert failed.status == Job.Status.QUEUED


def test_a_message_that_comes_twice_does_the_work_once() -> None:
    job = make_job()
    running.run(job.pk, now=NOW)
    running.run(job.pk, now=NOW)
    assert steps_done() == [0, 1, 2]


def test_a_message_for_a_row_that_is_gone_does_nothing() -> None:
    running.run(uuid.uuid4(), now=NOW)
    assert steps_done() == []


def test_an_unknown_kind_is_refused_when_asked_for() -> None:
    with pytest.raises(LookupError, match=r"tests\.unheard_of"):
        enqueue(by=SYSTEM, kind="tests.unheard_of")


def test_a_kind_has_one_function() -> None:
    with pytest.raises(ValueError, match="Two functions"):
        job_kind("tests.count")(lambda job: None)
    assert kind_of("tests.count").queue == "bulk"


def test_a_failing_job_keeps_the_class_of_its_error_and_no_text() -> None:
    job = make_job(kind="tests.fail")
    running.run(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.FAILED, "builtins.ValueError")


def test_a_failed_job_can_be_repeated(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user()
    job = make_job(status=Job.Status.FAILED, error="X", attempts=5, requested_by=user)
    with pytest.raises(NotAllowed):
        repeat_job(by=make_user("somebody-else"), job=job)
    with django_capture_on_commit_callbacks(execute=True):
        repeat_job(by=user, job=job)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.DONE, "")
    with pytest.raises(JobFinished):
        repeat_job(by=user, job=job)


def test_a_busy_database_leaves_the_job_waiting_and_at_last_fails_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(job: Job) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(running, "kind_of", lambda name: JobKind(name, busy, "quick", 60))
    job = make_job()
    for attempt in range(1, running.MAX_ATTEMPTS + 1):
        job.refresh_from_db()
        assert (job.status, job.attempts) == (Job.Status.QUEUED, attempt - 1)
        running.run(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert job.error == "django.db.utils.OperationalError"


class TestCancelling:
    def test_by_the_requester(self) -> None:
        user = make_user()
        job = make_job(requested_by=user)
        cancel_job(by=user, job=job)
        running.run(job.pk, now=NOW)
        job.refresh_from_db()
        assert job.status == Job.Status.CANCELLED
        assert steps_done() == []
        assert AuditRow.objects.get(verb="jobs.cancel_job").actor_id == str(user.pk)

    def test_not_by_somebody_else(self) -> None:
        job = make_job(requested_by=make_user())
        with pytest.raises(NotAllowed):
            cancel_job(by=make_user("somebody-else"), job=job)
        job.refresh_from_db()
        assert job.status == Job.Status.QUEUED

    def test_by_an_administrator(self) -> None:
        job = make_job(requested_by=make_user())
        cancel_job(by=make_user("ada", permits=["jobs.change_job"]), job=job)
        assert job.status == Job.Status.CANCELLED

    def test_not_after_the_end(self) -> None:
        job = make_job(status=Job.Status.DONE)
        with pytest.raises(JobFinished):
            cancel_job(by=SYSTEM, job=job)

    def test_stops_a_running_job_before_its_next_step(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counted = []

        def cancelled_on_the_way(job: Job) -> None:
            for step in range(5):
                if step == 2:
                    cancel_job(by=SYSTEM, job=Job.objects.get(pk=job.pk))
                advance(job, done=step + 1, total=5)
                counted.append(step)

        monkeypatch.setattr(
            running, "kind_of", lambda name: JobKind(name, cancelled_on_the_way, "quick", 60)
        )
        job = make_job()
        running.run(job.pk, now=NOW)
        job.refresh_from_db()
        assert counted == [0, 1]
        assert (job.status, job.done) == (Job.Status.CANCELLED, 2)


class TestSweeping:
    def lost(self, **changes: object) -> Job:
        values = {
            "status": Job.Status.RUNNING,
            "lease": uuid.uuid4(),
            "attempts": 1,
            "done": 1,
            "total": 3,
            "heartbeat_at": NOW - dt.timedelta(minutes=5),
        }
        return make_job(**{**values, **changes})

    def test_work_of_a_lost_worker_goes_on_from_its_progress(self) -> None:
        job = self.lost()
        assert running.sweep(now=NOW) == 1
        job.refresh_from_db()
        assert (job.status, job.done, job.attempts) == (Job.Status.DONE, 3, 2)
        assert steps_done() == [1, 2]

    def test_a_worker_that_comes_back_cannot_write(self) -> None:
        job = self.lost()
        ghost = Job.objects.get(pk=job.pk)
        running.sweep(now=NOW)
        with pytest.raises(JobTaken):
            advance(ghost, done=2, total=3)

    def test_a_living_worker_is_left_alone(self) -> None:
        self.lost(heartbeat_at=NOW - dt.timedelta(seconds=30))
        assert running.sweep(now=NOW) == 0
        assert steps_done() == []

    def test_a_message_that_was_never_heard_is_sent_again(self) -> None:
        make_job(sent_at=NOW - dt.timedelta(minutes=5))
        assert running.sweep(now=NOW) == 1
        assert steps_done() == [0, 1, 2]

    def test_a_message_that_was_just_sent_is_waited_for(self) -> None:
        make_job(sent_at=NOW - dt.timedelta(seconds=10))
        assert running.sweep(now=NOW) == 0

    def test_a_job_that_takes_every_worker_with_it_ends(self) -> None:
        job = self.lost(attempts=running.MAX_ATTEMPTS)
        assert running.sweep(now=NOW) == 0
        job.refresh_from_db()
        assert (job.status, job.error) == (Job.Status.FAILED, "WorkerLost")

    @pytest.mark.parametrize("status", ["done", "failed", "cancelled"])
    def test_what_has_ended_stays_ended(self, status: str) -> None:
        job = make_job(status=status, sent_at=NOW - dt.timedelta(days=1))
        assert running.sweep(now=NOW) == 0
        job.refresh_from_db()
        assert job.status == status


def test_the_schedule_names_tasks_that_exist() -> None:
    from firstline.celery import app

    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"jobs.sweep", "notices.send_outbox", "audit.seal"} <= scheduled
    assert scheduled <= set(app.tasks)


def test_models_have_their_migrations() -> None:
    call_command("makemigrations", "audit", "jobs", "notices", check=True, dry_run=True)


def test_heartbeats_go_on_while_a_step_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The beat is called for itself: a thread of its own would need a transaction of its own."""
    job = make_job(
        status=Job.Status.RUNNING, lease=uuid.uuid4(), heartbeat_at=NOW - dt.timedelta(minutes=5)
    )
    waits = iter([False, False, True])

    class Stop:
        def wait(self, seconds: float) -> bool:
            return next(waits)

    before = timezone.now()
    running._beat(job, 3600, Stop())  # type: ignore[arg-type]
    job.refresh_from_db()
    assert job.heartbeat_at is not None
    assert job.heartbeat_at >= before
