"""Revoking a whole list: the proposal, the proposals, and the second officer's decision."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import actions
from certificates.actions.batches import MOST
from certificates.models import Certificate
from certificates.permissions import (
    batches_visible_to,
    can_decide_batch,
    can_read_names,
    can_revoke,
)
from certificates.register.forms import RevokeForm
from certificates.register.presenters import batch_facts, batch_row, register_row
from certificates.register.views import listed, officer_who
from foundation.errors import DomainError
from people.queries import secretariat_today

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """Propose to revoke what the filter in the address shows; the whole register never."""
    user, now = officer_who(can_revoke, request), timezone.now()
    narrowing, found, _names = listed(request, now)
    found = found.filter(revocation=None)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if narrowing.narrowed and form.is_valid():
        try:
            made = actions.propose_batch(by=user, certificates=found, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. Another officer has to agree."))
            return redirect("register:batch", made.uuid)
    context = {
        "form": form,
        "narrowed": narrowing.narrowed,
        "count": found.count(),
        "most": MOST,
        "query": request.GET.urlencode(),
    }
    return render(request, "register/propose_batch.html", context)


@require_safe
@login_required
def batches(request: HttpRequest) -> HttpResponse:
    """Every proposal, the newest first."""
    user = officer_who(can_revoke, request)
    found = batches_visible_to(user).annotate(count=Count("items")).order_by("-proposed_at", "-pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [batch_row(one) for one in page]}
    return render(request, "register/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch(request: HttpRequest, key: UUID) -> HttpResponse:
    """One proposal with its certificates, and the decision."""
    user, now = officer_who(can_revoke, request), timezone.now()
    found = get_object_or_404(batches_visible_to(user).annotate(count=Count("items")), uuid=key)
    if request.method == "POST":
        try:
            accepted = request.POST.get("answer") == "agree"
            actions.decide_batch(by=user, batch=found, accepted=accepted, now=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("register:batch", found.uuid)
    names = can_read_names(user)
    rows = Certificate.objects.filter(pk__in=found.items.values("certificate")).with_life()
    page: Page = Paginator(rows.select_related("printed").order_by("pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "batch": found,
        "facts": batch_facts(found),
        "page": page,
        "names": names,
        "rows": [register_row(one, now, names=names) for one in page],
        "decided": hasattr(found, "decision"),
        "may_decide": can_decide_batch(user, found),
    }
    if not context["decided"] and not context["may_decide"]:
        context["others"] = any(can_decide_batch(one, found) for one in secretariat_today())
    return render(request, "register/batch.html", context)
