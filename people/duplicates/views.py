"""Pairs that may be one person: the list, the two side by side, the decision and its undoing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from people.duplicates import actions
from people.duplicates.forms import PairFilter
from people.duplicates.permissions import (
    accounts_of_pair,
    can_open_duplicates,
    can_say_same,
    duplicates_visible_to,
)
from people.duplicates.presenters import SideCard, pair_row, side_card
from people.imports.models import LikelyDuplicate
from people.models import Person, Posting, StaffRecord
from people.queries import account_of

PER_PAGE = 50


@require_safe
@login_required
def pairs(request: HttpRequest) -> HttpResponse:
    """Who may be one person, the oldest finds first."""
    form = PairFilter(request.GET)
    if not can_open_duplicates(request.user) or not form.is_valid():
        raise Http404
    records = Prefetch("staff_records", StaffRecord.objects.select_related("agency"))
    found = form.narrow(duplicates_visible_to(request.user)).order_by("found_at", "pk")
    people = Person.objects.prefetch_related(records)
    found = found.prefetch_related(Prefetch("first", people), Prefetch("second", people))
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": [pair_row(row) for row in page],
        "query": query.urlencode(),
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "duplicates/list.html", context)


def _found(request: HttpRequest, pk: int) -> LikelyDuplicate:
    seen = duplicates_visible_to(request.user)
    return get_object_or_404(seen.select_related("first__same_as", "second__same_as"), pk=pk)


def _cards(pair: LikelyDuplicate) -> list[SideCard]:
    lead, _other = actions.leading_person(pair)
    postings = Prefetch("postings", Posting.objects.select_related("workplace", "cadre"))
    known = StaffRecord.objects.select_related("agency", "root_agency").prefetch_related(postings)
    return [
        side_card(
            person,
            list(known.filter(person=person)),
            signs_in=account_of(person) is not None,
            leads=(person.same_as or person) == lead,
        )
        for person in (pair.first, pair.second)
    ]


def _context(request: HttpRequest, pair: LikelyDuplicate) -> dict[str, Any]:
    return {
        "pair": pair,
        "cards": _cards(pair),
        "both_sign_in": len(accounts_of_pair(pair)) > 1,
        "may_say_same": can_say_same(request.user, pair),
    }


@require_safe
@login_required
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """The two side by side."""
    return render(request, "duplicates/pair.html", _context(request, _found(request, pk)))


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One person, or two."""
    found, by, now = _found(request, pk), actor_of(request), timezone.now()
    answer = request.POST.get("answer")
    try:
        if answer == "same":
            actions.decide_same(by=by, pair=found, now=now)
            words = _("They are one person now. Both records stay where they are.")
        elif answer == "different":
            actions.decide_different(by=by, pair=found, now=now)
            words = _("They are two persons. Nobody is asked again.")
        else:
            raise Http404
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("duplicates:pair", pk)
    messages.success(request, words)
    return redirect("duplicates:list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What undoing does, and doing it."""
    found = _found(request, pk)
    if not found.decision:
        return redirect("duplicates:pair", pk)
    if request.method != "POST":
        return render(request, "duplicates/undo.html", _context(request, found))
    try:
        actions.undo_decision(by=actor_of(request), pair=found, now=timezone.now())
        messages.success(request, _("The decision is taken back. The two stand in the list again."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("duplicates:pair", pk)
