"""Pages of jobs: progress for who asked, everything for administrators, 404 for others."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.jobs.models import Job
from tests.factories.foundation import make_user
from tests.foundation import job_kinds  # noqa: F401  (declares the kinds)

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> Job:
    return Job.objects.create(
        kind="tests.count",
        params={"steps": 4},
        status=Job.Status.QUEUED,
        done=1,
        total=4,
        requested_by=make_user("nadine"),
    )


def test_the_requester_sees_the_progress(client: Client, job: Job) -> None:
    client.force_login(job.requested_by)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "1 of 4 done" in page
    assert "Cancel this job" in page
    assert "1 of 4 done" in client.get("/jobs/").content.decode()


def test_others_find_nothing(client: Client, job: Job) -> None:
    client.force_login(make_user("somebody-else"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert "1 of 4 done" not in client.get("/jobs/").content.decode()
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED


def test_who_is_not_signed_in_is_asked_to(client: Client, job: Job) -> None:
    response = client.get(f"/jobs/{job.pk}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_an_administrator_sees_and_stops_all(client: Client, job: Job) -> None:
    client.force_login(make_user("ada", permits=["jobs.view_job", "jobs.change_job"]))
    assert "1 of 4 done" in client.get("/jobs/").content.decode()
    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
    assert "The job was cancelled" in page
    job.refresh_from_db()
    assert job.status == Job.Status.CANCELLED


def test_cancelling_twice_says_so(client: Client, job: Job) -> None:
    client.force_login(job.requested_by)
    client.post(f"/jobs/{job.pk}/cancel/")
    page = client.post(f"/jobs/{job.pk}/cancel/", follow=True).content.decode()
    assert "had already ended" in page


def test_a_failed_job_is_tried_again(client: Client, job: Job) -> None:
    Job.objects.update(status=Job.Status.FAILED, error="builtins.ValueError")
    client.force_login(job.requested_by)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "builtins.ValueError" in page
    assert "Try again" in page
    client.post(f"/jobs/{job.pk}/repeat/")
    job.refresh_from_db()
    assert job.status == Job.Status.QUEUED


def test_the_list_costs_the_same_at_two_sizes(client: Client, job: Job) -> None:
    client.force_login(job.requested_by)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/jobs/").status_code == 200
        return len(seen)

    small = queries()
    for _n in range(20):
        Job.objects.create(kind="tests.count", requested_by=job.requested_by)
    assert queries() == small <= 12
