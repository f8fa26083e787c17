"""Who on the roster has no sign-in yet, and opening the door for them."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.actors import Actor, actor_of
from foundation.errors import DomainError
from people.claims import actions
from people.claims.keeper_forms import ChosenForm, SignInFilter
from people.claims.models import Invitation
from people.claims.permissions import (
    can_open_sign_ins,
    records_to_renew,
    records_without_sign_in,
)
from people.claims.presenters import WaitingRow, slip_card, waiting_row
from people.models import Posting, StaffRecord

PER_PAGE = 50


def _with_everything(records: QuerySet[StaffRecord]) -> QuerySet[StaffRecord]:
    postings = Posting.objects.select_related("workplace", "cadre")
    return records.select_related("person", "agency", "root_agency").prefetch_related(
        Prefetch("postings", postings),
        Prefetch("invitations", Invitation.objects.open(), to_attr="open_invitations"),
    )


def _rows(records: Iterable[StaffRecord], now: datetime) -> list[WaitingRow]:
    return [
        waiting_row(record, next(iter(record.open_invitations), None), now)  # type: ignore[attr-defined]
        for record in records
    ]


@require_safe
@login_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Everybody on the user's rosters who cannot sign in yet, with search and filters."""
    return _list(request)


def _list(request: HttpRequest, problem: str = "") -> HttpResponse:
    if not can_open_sign_ins(request.user):
        raise Http404
    now, form = timezone.now(), SignInFilter(request.GET, user=request.user)
    if not form.is_valid():
        # A workplace of somebody else's is not there.
        raise Http404
    records = form.narrow(records_without_sign_in(request.user), now)
    records = _with_everything(records.order_by("person__legal_name", "pk"))
    page: Page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": _rows(page, now),
        "query": query.urlencode(),
        "narrowed": any(form.cleaned_data.values()),
        "problem": problem,
        "ticked": request.POST.getlist("chosen"),
    }
    return render(request, "claims/sign_ins.html", context)


@never_cache
@require_POST
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Print slips for, or write to, the people who were ticked."""
    if not can_open_sign_ins(request.user):
        raise Http404
    waiting = records_without_sign_in(request.user)
    records = waiting.select_related("person", "agency", "root_agency")
    form = ChosenForm(request.POST, records=records.order_by("person__legal_name", "pk"))
    if not form.is_valid():
        return _list(request, problem=form.problem)
    chosen = form.cleaned_data["chosen"]
    if form.cleaned_data["do"] == "mail":
        return _write_to(request, chosen)
    return _print_slips(request, chosen)


def _print_slips(request: HttpRequest, records: list[StaffRecord]) -> HttpResponse:
    """The sheet. It is shown once: what is on it is kept nowhere."""
    by, now, slips = actor_of(request), timezone.now(), []
    for record in records:
        try:
            slips.append(slip_card(actions.make_slip(by=by, staff_record=record, now=now)))
        except DomainError as refusal:
            messages.warning(request, f"{record.person}: {refusal}")
    address = f"{settings.BASE_URL}{reverse('claims:start')}"
    return render(request, "claims/slips.html", {"slips": slips, "address": address})


def _write_to(request: HttpRequest, records: list[StaffRecord]) -> HttpResponse:
    sent = sum(_wrote_to(request, actor_of(request), record) for record in records)
    if sent:
        words = ngettext(
            "%(n)d invitation is on its way.", "%(n)d invitations are on their way.", sent
        )
        messages.success(request, words % {"n": sent})
    return redirect("sign_ins:list")


def _wrote_to(request: HttpRequest, by: Actor, record: StaffRecord) -> bool:
    try:
        actions.invite_by_mail(by=by, staff_record=record, now=timezone.now())
    except DomainError as refusal:
        messages.warning(request, f"{record.person}: {refusal}")
        return False
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a slip for a new password does; then print it."""
    renewable = records_to_renew(request.user).select_related("person", "agency", "root_agency")
    record = get_object_or_404(renewable, pk=pk)
    if request.method == "POST":
        return _print_slips(request, [record])
    return render(request, "claims/renew.html", {"record": record})


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a slip or an e-mail that nobody has used."""
    record = get_object_or_404(records_without_sign_in(request.user), pk=pk)
    taken = actions.revoke_invitation(by=actor_of(request), staff_record=record, now=timezone.now())
    if taken:
        messages.success(request, _("The invitation does not work any more."))
    return redirect("sign_ins:list")
