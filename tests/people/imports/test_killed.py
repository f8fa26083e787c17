"""A check, an application and a reversal that are killed in the middle go on and double nothing."""

import datetime as dt

import pytest
from django.test import TestCase
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.jobs import running
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from people.imports import actions, applying, checking, reversing
from people.imports.models import FileImport
from people.models import Agency, Person, StaffRecord
from tests.factories.people import make_agency, make_cadre, make_workplace
from tests.people.imports.sheets import csv_of, service

pytestmark = pytest.mark.django_db
ROWS = [f"A{n:04},Person {n},F,,Nurse,hill-top,2020-01-01," for n in range(10)]


class Killed(BaseException):
    """Nothing of ours catches it, as nothing catches kill -9."""


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> Agency:
    monkeypatch.setattr(checking, "ROWS_A_STEP", 3)
    monkeypatch.setattr(applying, "ROWS_A_STEP", {"sqlite": 3, "postgresql": 3})
    monkeypatch.setattr(reversing, "CHANGES_A_STEP", 3)
    make_cadre("nurse", "Nurse")
    agency = make_agency("MOH")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    return agency


def killed_and_swept(module: object, monkeypatch: pytest.MonkeyPatch, job: Job) -> Job:
    """Run the job until its second step is written and not committed; then find it lost and go on."""
    steps = []

    def dying(job: Job, *, done: int, total: int | None = None) -> None:
        advance(job, done=done, total=total)
        steps.append(done)
        if len(steps) == 2:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, "advance", dying)
        with pytest.raises(Killed):
            running.run(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert (job.status, job.done) == (Job.Status.RUNNING, steps[0])
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert running.sweep(now=timezone.now() + dt.timedelta(minutes=5)) == 1
    job.refresh_from_db()
    assert (job.status, job.attempts, job.done) == (Job.Status.DONE, 2, job.total)
    return job


def test_every_stage_survives(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    file = actions.receive_file(
        by=SYSTEM,
        agency=agency,
        kind="roster",
        name="roster.csv",
        content=csv_of(*ROWS),
        as_of=dt.date(2026, 11, 25),
    )
    assert file.job is not None
    monkeypatch.setattr(checking, "breathe", lambda: None)
    killed_and_swept(checking, monkeypatch, file.job)
    assert list(file.rows.values_list("line", flat=True)) == list(range(2, 12))

    killed_and_swept(applying, monkeypatch, actions.apply_import(by=SYSTEM, file=file))
    assert len(service(agency)) == Person.objects.count() == StaffRecord.objects.count() == 10
    assert file.changes.count() == 10

    file.refresh_from_db()
    assert file.stage == FileImport.Stage.APPLIED
    killed_and_swept(reversing, monkeypatch, actions.reverse_import(by=SYSTEM, file=file))
    assert service(agency) == []
    assert file.changes.filter(undone="undone").count() == 10


def test_a_cancelled_application_stops_and_can_be_taken_back(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = actions.receive_file(
            by=SYSTEM,
            agency=agency,
            kind="roster",
            name="roster.csv",
            content=csv_of(*ROWS),
            as_of=dt.date(2026, 11, 25),
        )
    file.refresh_from_db()
    job = actions.apply_import(by=SYSTEM, file=file)

    def cancelled_later(job: Job, *, done: int, total: int | None = None) -> None:
        advance(job, done=done, total=total)
        Job.objects.filter(pk=job.pk).update(status=Job.Status.CANCELLED, lease=None)

    with monkeypatch.context() as patch:
        patch.setattr(applying, "advance", cancelled_later)
        running.run(job.pk, now=timezone.now())
    # The first step was cancelled after it had written: it is kept; the next one was not.
    assert len(service(agency)) in {3, 6}
    file = FileImport.objects.select_related("agency", "job").get(pk=file.pk)
    assert file.stage == FileImport.Stage.APPLYING
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.reverse_import(by=SYSTEM, file=file)
    assert service(agency) == []
