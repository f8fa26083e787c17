"""Work with a whole list: what may be done, how far it is, and fetching the file."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.actions.bulk import MOST, ask_in_bulk, file_of, note_file_fetched
from certificates.actions.recorded import issue_recorded, people_without
from certificates.models import Programme
from certificates.permissions import (
    bulk_work_visible_to,
    can_fetch,
    can_issue_recorded,
    can_open_register,
)
from certificates.register.bulk_presenters import bulk_page, bulk_row
from certificates.register.forms import BulkForm, ProgrammeChoice
from certificates.register.views import listed, officer_who
from foundation.errors import DomainError
from foundation.jobs.models import Job
from foundation.jobs.presenters import JobPage

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Ask for work with what the filter in the address shows."""
    user, now = officer_who(can_open_register, request), timezone.now()
    _filter, found, _names = listed(request, now)
    form = BulkForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            work = ask_in_bulk(by=user, certificates=found, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _on_its_way(request, work.job, redirect("register:bulk_work", work.uuid))
    context = {
        "form": form,
        "count": found.count(),
        "most": f"{MOST:,}",
        "query": request.GET.urlencode(),
    }
    return render(request, "register/bulk_start.html", context)


def _on_its_way(request: HttpRequest, job: Job | None, page: HttpResponse) -> HttpResponse:
    """To its own page; who asked second is told that somebody else's does the same."""
    if job is None or job.requested_by_id == request.user.pk:
        return page
    messages.info(
        request, _("Another officer asked for the same a moment ago. It is not done twice.")
    )
    return redirect("register:list")


@require_safe
@login_required
def works(request: HttpRequest) -> HttpResponse:
    """What one asked for, the newest first."""
    found = bulk_work_visible_to(officer_who(can_open_register, request))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [bulk_row(one, timezone.now()) for one in page]}
    return render(request, "register/bulk_list.html", context)


@require_safe
@login_required
def work(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far one work is, and its file."""
    found = get_object_or_404(
        bulk_work_visible_to(officer_who(can_open_register, request)), uuid=key
    )
    context = {"work": found, "page": bulk_page(found, timezone.now())}
    if found.job is not None:
        context["job"] = JobPage(found.job, may_stop=True)
    return render(request, "register/bulk_work.html", context)


@require_safe
@login_required
def fetch(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The file, for who asked for it, while the link holds."""
    user = officer_who(can_open_register, request)
    found = get_object_or_404(bulk_work_visible_to(user), uuid=key)
    open_until = found.expires_at
    if not can_fetch(user, found) or not found.file_name or not open_until:
        raise Http404
    if timezone.now() >= open_until or not file_of(found).exists():
        return render(request, "register/bulk_gone.html", {"work": found}, status=410)
    note_file_fetched(by=user, work=found)
    response = FileResponse(file_of(found).open("rb"), as_attachment=True, filename=found.file_name)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue(request: HttpRequest) -> HttpResponse:
    """Issue to everybody whose pass is on record, programme by programme."""
    user = officer_who(can_issue_recorded, request)
    if request.method == "POST":
        form = ProgrammeChoice(request.POST)
        if not form.is_valid():
            raise Http404
        chosen = form.cleaned_data["programme"]
        job = issue_recorded(by=user, programme=chosen)
        return _on_its_way(request, job, redirect("jobs:job", job.pk))
    rows = [(one, people_without(one)) for one in Programme.objects.order_by("title")]
    return render(request, "register/issue.html", {"rows": rows})
