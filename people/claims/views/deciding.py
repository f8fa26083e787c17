"""Requests to join: the list, one request, and the three answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from people.claims import actions
from people.claims.join_forms import AcceptForm, RefuseForm, RequestFilter
from people.claims.join_presenters import link_offer, request_facts, request_row
from people.claims.models import JoinRequest
from people.claims.permissions import can_open_sign_ins, requests_visible_to
from people.permissions import workplaces_visible_to

PER_PAGE = 50


@require_safe
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """Who asks to join the user's agencies, the oldest first."""
    if not can_open_sign_ins(request.user):
        raise Http404
    form = RequestFilter(request.GET)
    if not form.is_valid():
        raise Http404
    found = form.narrow(requests_visible_to(request.user))
    found = found.select_related("user__person", "agency", "cadre").order_by("asked_at", "pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": [request_row(asked) for asked in page],
        "query": query.urlencode(),
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "claims/requests.html", context)


def _found(request: HttpRequest, key: UUID) -> JoinRequest:
    seen = requests_visible_to(request.user)
    return get_object_or_404(seen.select_related("user__person", "agency", "cadre"), uuid=key)


@require_safe
@login_required
def request_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody said, and the answers to choose from."""
    return _page(request, _found(request, key))


def _page(
    request: HttpRequest,
    asked: JoinRequest,
    accept_form: AcceptForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> HttpResponse:
    number = accept_form.cleaned_data.get("number", "") if accept_form else asked.number
    match = actions.record_to_link(request.user, asked.agency, number or asked.number)
    context = {
        "asked": asked,
        "facts": request_facts(asked),
        "offer": link_offer(match) if match else None,
        "accept_form": accept_form or _accept_form(request, asked),
        "refuse_form": refuse_form or RefuseForm(),
        # The problem stands above the heading, whichever form it is in.
        "form": accept_form or refuse_form,
    }
    return render(request, "claims/request.html", context)


def _accept_form(request: HttpRequest, asked: JoinRequest, data: object = None) -> AcceptForm:
    return AcceptForm(data, request=asked, workplaces=workplaces_visible_to(request.user))


@require_POST
@login_required
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Put the person on the roster, as asked or as corrected."""
    asked = _found(request, key)
    form = _accept_form(request, asked, request.POST)
    if not form.is_valid():
        return _page(request, asked, accept_form=form)
    try:
        actions.accept_request(
            by=actor_of(request), request=asked, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, asked, accept_form=form)
    return _done(request, _("They are on your roster now, and have been told."))


@require_POST
@login_required
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that the person is the one of a record that is there already."""
    asked = _found(request, key)
    match = actions.record_to_link(request.user, asked.agency, request.POST.get("number", ""))
    if match is None:
        raise Http404
    try:
        actions.link_request(
            by=actor_of(request), request=asked, staff_record=match, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("requests:request", key)
    return _done(request, _("The sign-in is linked to the record, and the person has been told."))


@require_POST
@login_required
def refuse(request: HttpRequest, key: UUID) -> HttpResponse:
    """Refuse with a reason that the person reads."""
    asked, form = _found(request, key), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, refuse_form=form)
    try:
        actions.refuse_request(
            by=actor_of(request), request=asked, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("requests:request", key)
    return _done(request, _("The request is refused, and the person has been told why."))


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("requests:list")
