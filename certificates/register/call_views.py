"""Change impact: who is affected, the decision, and the decisions so far."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import actions
from certificates.actions.calling import affected, call_for_renewal, withdraw_call
from certificates.models import Certificate, Programme, RenewalCall
from certificates.models.register import CertificateQuerySet
from certificates.permissions import calls_visible_to, can_call, can_read_names
from certificates.register.affected import by_agency
from certificates.register.call_forms import ChangeFilter, ReasonForm
from certificates.register.presenters import (
    call_facts,
    call_row,
    export_header,
    export_row,
    register_row,
)
from certificates.register.views import EXPORTED_AT_A_TIME, PER_PAGE, officer_who
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response
from people.models import User


def _found(form: ChangeFilter, now: datetime) -> CertificateQuerySet:
    """Whom the choice of a valid form affects."""
    programme, basis, value = form.chosen
    return affected(programme, basis, value, form.cleaned_data["due_on"], now)


@require_safe
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """Every decision, the newest first."""
    user = officer_who(can_call, request)
    found = calls_visible_to(user).annotate(count=Count("items")).order_by("-decided_at", "-pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [call_row(one) for one in page]}
    return render(request, "register/calls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest) -> HttpResponse:
    """Who would be affected by a change; and the decision. What was chosen stands in the address."""
    user, now = officer_who(can_call, request), timezone.now()
    names = can_read_names(user)
    chosen = ChangeFilter(request.GET if "change" in request.GET else None, names=names)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"form": chosen, "reason": reason, "names": names}
    if chosen.is_valid():
        if request.method == "POST" and reason.is_valid():
            made = _decide(user, chosen, reason, now)
            if made:
                return _said(request, made)
        found = _found(chosen, now)
        narrowed = chosen.narrow(found).with_life().order_by("-issued_at", "-pk")
        shown = narrowed.select_related("printed") if names else narrowed
        page: Page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
        query = request.GET.copy()
        query.pop("page", None)
        context |= {
            "people": found.count(),
            "agencies": by_agency(found, timezone.localdate(now)),
            "page": page,
            "rows": [register_row(one, now, names=names) for one in page],
            "query": query.urlencode(),
            "programme": chosen.chosen[0],
        }
    return render(request, "register/change.html", context)


def _decide(
    user: User, chosen: ChangeFilter, reason: ReasonForm, now: datetime
) -> RenewalCall | None:
    """The decision; None where it is refused, with the words at the form."""
    programme: Programme
    programme, basis, value = chosen.chosen
    try:
        return call_for_renewal(
            by=user,
            programme=programme,
            basis=basis,
            value=value,
            due_on=chosen.cleaned_data["due_on"],
            reason=reason.cleaned_data["reason"],
            now=now,
        )
    except DomainError as refusal:
        reason.add_error(None, str(refusal))
        return None


def _said(request: HttpRequest, made: RenewalCall) -> HttpResponse:
    count = made.items.count()
    words = ngettext(
        "Decided. %(count)d certificate falls due.",
        "Decided. %(count)d certificates fall due.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("register:call", made.uuid)


@require_POST
@login_required
def export_change(request: HttpRequest) -> HttpResponseBase:
    """Everybody who would be affected, as CSV. The choice stands in the address."""
    user, now = officer_who(can_call, request), timezone.now()
    names = can_read_names(user)
    form = ChangeFilter(request.GET, names=names)
    if not form.is_valid():
        raise Http404
    found = form.narrow(_found(form, now)).with_life().order_by("pk")
    return _as_csv(user, found, now, names=names)


def _as_csv(
    user: User, found: CertificateQuerySet, now: datetime, *, names: bool
) -> HttpResponseBase:
    actions.note_register_exported(by=user, rows=found.count(), names=names)
    loaded = found.select_related("printed") if names else found
    rows = (export_row(one, now, names=names) for one in loaded.iterator(EXPORTED_AT_A_TIME))
    return csv_response(
        f"falling-due-{timezone.localdate(now)}.csv", export_header(names=names), rows
    )


def _call(request: HttpRequest, key: UUID) -> tuple[User, RenewalCall]:
    user = officer_who(can_call, request)
    seen = calls_visible_to(user).annotate(count=Count("items"))
    return user, get_object_or_404(seen, uuid=key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def call(request: HttpRequest, key: UUID) -> HttpResponse:
    """One decision with its certificates; posted to, it is taken back."""
    (user, found), now = _call(request, key), timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = _("Kept with the decision.")
    if form.is_valid():
        try:
            withdraw_call(by=user, call=found, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Taken back. Its certificates are as they were."))
            return redirect("register:call", found.uuid)
    names = can_read_names(user)
    concerned = Certificate.objects.filter(calls__call=found).with_life().order_by("pk")
    shown = concerned.select_related("printed") if names else concerned
    page: Page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "call": found,
        "facts": call_facts(found, renewed=concerned.exclude(successor=None).count()),
        "form": form,
        "open": not hasattr(found, "withdrawal"),
        "names": names,
        "page": page,
        "rows": [register_row(one, now, names=names) for one in page],
    }
    return render(request, "register/call.html", context)
