"""Issuing by hand: the proposals, proposing one, and the second officer's decision."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import actions
from certificates.models import Certificate
from certificates.permissions import can_decide_issue, can_issue_by_hand, proposals_visible_to
from certificates.register.by_hand_forms import ProposeForm, WhoForm
from certificates.register.by_hand_presenters import proposal_facts, proposal_row
from certificates.register.views import officer_who
from foundation.errors import DomainError
from people.queries import secretariat_today

PER_PAGE = 50


@require_safe
@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal, the newest first."""
    user = officer_who(can_issue_by_hand, request)
    found = proposals_visible_to(user).order_by("-proposed_at", "-pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [proposal_row(one) for one in page]}
    return render(request, "register/by_hand.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def propose(request: HttpRequest) -> HttpResponse:
    """Find the person by their staff number; then say which certificate, why, and on what evidence."""
    user = officer_who(can_issue_by_hand, request)
    who = WhoForm(request.GET if "who" in request.GET else None, user=user)
    found = who.cleaned_data["who"] if who.is_valid() else None
    form = ProposeForm(request.POST if found and request.method == "POST" else None)
    if found and form.is_valid():
        person = found.person.same_as or found.person
        try:
            made = actions.propose_issue(
                by=user, person=person, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. Another officer has to agree."))
            return redirect("register:by_hand_one", made.uuid)
    context = {"who": who, "found": found, "form": form, "query": request.GET.urlencode()}
    return render(request, "register/by_hand_propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def proposal(request: HttpRequest, key: UUID) -> HttpResponse:
    """One proposal, and the decision."""
    user, now = officer_who(can_issue_by_hand, request), timezone.now()
    found = get_object_or_404(proposals_visible_to(user), uuid=key)
    if request.method == "POST":
        try:
            accepted = request.POST.get("answer") == "agree"
            actions.decide_issue(by=user, proposal=found, accepted=accepted, now=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("register:by_hand_one", key)
    context = {
        "facts": proposal_facts(found),
        "decided": hasattr(found, "decision"),
        "may_decide": can_decide_issue(user, found),
        "certificate": Certificate.objects.filter(evidence=found.evidence).first(),
    }
    if not context["decided"] and not context["may_decide"]:
        context["others"] = any(can_decide_issue(one, found) for one in secretariat_today())
    return render(request, "register/by_hand_one.html", context)
