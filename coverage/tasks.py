"""Background work of `coverage`."""

from datetime import date

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coverage.actions import APPLY, COVERAGE, concerned_by, enrol_concerned
from coverage.models import Requirement
from foundation.jobs.actions import advance, enqueue
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind

PEOPLE_AT_A_TIME = 50


@job_kind(APPLY, queue="bulk", title=_("Enrol whom a requirement concerns"))
def apply_requirement(job: Job) -> None:
    """Enrol everyone whom the requirement concerns, some at a time so that others can write."""
    requirement = Requirement.objects.select_related("programme__course").get(
        pk=job.params["requirement"]
    )
    edition = requirement.programme.course.current_edition
    today = timezone.localdate()
    if edition is None or not _applies(requirement, today):
        return
    people = concerned_by(requirement, today)
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        batch = people[start : start + PEOPLE_AT_A_TIME]
        with transaction.atomic():
            advance(job, done=start + len(batch), total=len(people))
            enrol_concerned(
                requirement=requirement, edition=edition, people=batch, now=timezone.now()
            )


def _applies(requirement: Requirement, today: date) -> bool:
    """Future ones enrol at once, so that people can begin; ended ones nobody."""
    return requirement.ends_on is None or requirement.ends_on >= today


@shared_task(name="coverage.apply_requirements", ignore_result=True)
def apply_requirements() -> None:
    """Each night: enrol whom a new posting or a lapsed certificate has made subject to a requirement."""
    today = timezone.localdate()
    for requirement in Requirement.objects.in_force(today):
        enqueue(
            by=COVERAGE,
            kind=APPLY,
            params={"requirement": requirement.pk},
            key=f"{APPLY}:{requirement.pk}:{today}",
        )
