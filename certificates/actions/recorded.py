"""Issuing to everybody whose passes were on record before there was a programme for them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assessments.models import Attempt
from certificates.actions.issuing import award_for_result
from certificates.models import Certificate, Programme
from certificates.permissions import can_issue_recorded
from foundation.audit.actions import record
from foundation.errors import require
from foundation.jobs.actions import advance, enqueue
from foundation.jobs.models import Job
from foundation.jobs.pace import breathe
from people.models import User

ISSUE_RECORDED = "certificates.issue_recorded"
HOLDER = Coalesce("enrolment__person__same_as_id", "enrolment__person_id")


def passed_without(programme: Programme) -> QuerySet[Attempt]:
    """Passes in the programme's course of people who were never issued its certificate, oldest first."""
    attempts = Attempt.objects.passed().filter(enrolment__edition__course=programme.course_id)
    mine = Q(person=OuterRef("holder")) | Q(person__same_as=OuterRef("holder"))
    issued = Certificate.objects.filter(mine, programme=programme)
    return attempts.annotate(holder=HOLDER).filter(~Exists(issued)).order_by("pk")


def people_without(programme: Programme) -> int:
    """How many people passed and were never issued the certificate."""
    return passed_without(programme).order_by().values(who=HOLDER).distinct().count()


@transaction.atomic
def issue_recorded(*, by: User, programme: Programme) -> Job:
    """Have a job issue to everybody who has passed. Raises NotAllowed.

    Asked again while it runs, by whomever, it is the same job.
    """
    require(can_issue_recorded(by), _("Only the Secretariat may have certificates issued."))
    params = {"programme": programme.pk}
    job = enqueue(by=by, kind=ISSUE_RECORDED, params=params, alike=str(programme.pk))
    if job.found:
        return job
    record(
        by=by,
        verb="certificates.recorded_issue_asked",
        obj=programme,
        data={"people": people_without(programme)},
    )
    return job


def carry_out_recorded(*, job: Job, programme: Programme, now: datetime) -> None:
    """Look at each pass once; the evidence decides, as after a quiz. Begun again, nobody gets two."""
    keys = list(passed_without(programme).values_list("pk", flat=True))
    before = job.done
    for number, key in enumerate(keys, start=1):
        attempt = Attempt.objects.select_related("result").get(pk=key)
        with transaction.atomic():
            award_for_result(result=attempt.result, now=now)
            advance(job, done=before + number, total=before + len(keys))
        breathe()
