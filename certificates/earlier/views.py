"""The Secretariat records earlier certificates: the list on record, one more, a file and its rows."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.earlier import actions
from certificates.earlier.checking import Verdict
from certificates.earlier.columns import COLUMNS, EXAMPLE
from certificates.earlier.forms import EarlierFilter, OneForm, SendForm
from certificates.earlier.presenters import checked_row, counted, earlier_card
from certificates.models import EarlierFile
from certificates.permissions import (
    can_record_earlier,
    earlier_files_visible_to,
    earlier_visible_to,
)
from certificates.register.views import officer_who
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response

PER_PAGE = 50


@require_safe
@login_required
def earlier(request: HttpRequest) -> HttpResponse:
    """What is on record, the newest first."""
    user, form = officer_who(can_record_earlier, request), EarlierFilter(request.GET)
    if not form.is_valid():
        raise Http404
    found = form.narrow(earlier_visible_to(user)).select_related("staff_record__root_agency")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query, today = request.GET.copy(), timezone.localdate()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": [earlier_card(one, today, who=str(one.staff_record)) for one in page],
        "query": query.urlencode(),
        "narrowed": bool(form.cleaned_data["q"].strip()),
    }
    return render(request, "earlier/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Record one."""
    user = officer_who(can_record_earlier, request)
    form = OneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.record_one(by=user, row=form.row(), now=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on record."))
            return redirect("earlier:list")
    return render(request, "earlier/add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def send(request: HttpRequest) -> HttpResponse:
    """Send a list. Its rows are checked; nothing is recorded yet."""
    user = officer_who(can_record_earlier, request)
    sent = request.method == "POST"
    form = SendForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        upload, agency = form.cleaned_data["file"], form.cleaned_data["agency"]
        try:
            file = actions.receive_list(
                by=user,
                agency=agency,
                name=upload.name,
                content=upload.read(),
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("earlier:file", file.uuid)
    return render(request, "earlier/send.html", {"form": form})


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponseBase:
    """The headings, and one example."""
    officer_who(can_record_earlier, request)
    headings = [column.heading for column in COLUMNS]
    return csv_response("earlier-certificates.csv", headings, [list(EXAMPLE)])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """What each row of a list would record; recording or discarding it."""
    user, now = officer_who(can_record_earlier, request), timezone.now()
    found = get_object_or_404(earlier_files_visible_to(user).select_related("agency"), uuid=key)
    if request.method == "POST":
        if request.POST.get("answer") == "record":
            count = actions.record_list(by=user, file=found, now=now)
            messages.success(request, _recorded(count))
        else:
            actions.discard_list(by=user, file=found, now=now)
            messages.success(request, _("The list is discarded. Nothing was recorded."))
        return redirect("earlier:list")
    return render(request, "earlier/file.html", _checked(request, found))


def _checked(request: HttpRequest, found: EarlierFile) -> dict[str, object]:
    judged = actions.check_list(found, timezone.now())
    # What has to be mended stands first.
    shown = sorted(judged, key=lambda one: (one.verdict is not Verdict.ERROR, one.line))
    page: Page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "file": found,
        "page": page,
        "rows": [checked_row(one) for one in page],
        "counts": counted(judged),
        "new": sum(one.verdict is Verdict.NEW for one in judged),
    }


def _recorded(count: int) -> str:
    words = ngettext(
        "%(count)d certificate is recorded.", "%(count)d certificates are recorded.", count
    )
    return words % {"count": count}


@require_POST
@login_required
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take one out that was recorded by mistake."""
    user = officer_who(can_record_earlier, request)
    found = get_object_or_404(earlier_visible_to(user), uuid=key)
    actions.withdraw_earlier(by=user, certificate=found, now=timezone.now())
    messages.success(request, _("It is taken out, and shown to nobody any more."))
    return redirect("earlier:list")
