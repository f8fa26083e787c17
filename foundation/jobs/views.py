"""Pages of jobs: the list, one job's progress, cancel and try again."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from foundation.jobs.actions import cancel_job, repeat_job
from foundation.jobs.models import Job
from foundation.jobs.permissions import can_cancel_job, jobs_visible_to
from foundation.jobs.presenters import JobPage

PER_PAGE = 50


def _find(request: HttpRequest, pk: uuid.UUID) -> Job:
    return get_object_or_404(jobs_visible_to(request.user), pk=pk)


@login_required
def job_list(request: HttpRequest) -> HttpResponse:
    """Own jobs, or all for administrators, newest first."""
    jobs = jobs_visible_to(request.user).order_by("-created_at")
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "jobs": [JobPage(job) for job in page]}
    return render(request, "jobs/list.html", context)


@login_required
def job_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far one job is."""
    job = _find(request, pk)
    may_stop = can_cancel_job(request.user, job)
    return render(request, "jobs/job.html", {"page": JobPage(job, may_stop=may_stop)})


@login_required
@require_POST
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop it."""
    job = _find(request, pk)
    try:
        cancel_job(by=actor_of(request), job=job)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The job was cancelled. What was done so far is kept."))
    return redirect("jobs:job", pk=job.pk)


@login_required
@require_POST
def repeat(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try it again."""
    job = _find(request, pk)
    try:
        repeat_job(by=actor_of(request), job=job)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("The job starts again from where it stopped."))
    return redirect("jobs:job", pk=job.pk)
