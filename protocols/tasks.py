"""Background work of `protocols`."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from foundation.audit.actors import SYSTEM
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.registry import job_kind
from protocols import actions, telling
from protocols.actions.suspending import TELL
from protocols.models import SuspensionRequest
from protocols.suspension import concerned_by, is_suspended

PEOPLE_AT_A_TIME = 50


@job_kind(TELL, queue="quick", title=gettext_lazy("Tell people that a protocol is suspended"))
def tell_of_suspension(job: Job) -> None:
    """Tell everyone in the version's cadres, some at a time. Nobody is told twice.

    Where the version was given back (or suspended again) meanwhile, what is no longer so is not told.
    """
    request = SuspensionRequest.objects.select_related("version").get(pk=job.params["request"])
    suspended = request.kind == SuspensionRequest.Kind.SUSPEND
    people = list(concerned_by(request.version, timezone.now()))
    for start in range(0, len(people), PEOPLE_AT_A_TIME):
        if is_suspended(request.version) != suspended:
            return
        batch = people[start : start + PEOPLE_AT_A_TIME]
        with transaction.atomic():
            for user in batch:
                telling.tell_of_suspension(by=SYSTEM, to=user, request=request)
            advance(job, done=start + len(batch), total=len(people))


@shared_task(name="protocols.tell_what_is_overdue")
def tell_what_is_overdue() -> None:
    """Every night: numbers not verified for 180 days, and overdue reviews. Safe to run at any time."""
    actions.tell_what_is_overdue(by=SYSTEM, day=timezone.localdate())
