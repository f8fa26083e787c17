"""One's own printed name; and, for the keeper of a roster, the names that are disputed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.models import NameDispute
from certificates.names import actions
from certificates.names.forms import AcceptForm, DisputeFilter, DisputeForm, RefuseForm
from certificates.names.permissions import can_open_disputes, disputes_visible_to
from certificates.names.presenters import dispute_facts, dispute_row
from certificates.register.views import officer_who
from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from people.models import Person, User
from people.permissions import person_of

PER_PAGE = 50


def _self(request: HttpRequest) -> Person:
    """The person who asks. Raises Http404 for a sign-in that is nobody's."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    return person


def _back(request: HttpRequest) -> str:
    """Where to go on: where they came from on this site, else the page of the name."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("certificates:name")


@require_POST
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """The name is right: one click, and back."""
    actions.confirm_name(by=actor_of(request), person=_self(request), now=timezone.now())
    messages.success(request, _("Your name is confirmed."))
    return redirect(_back(request))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """The name that certificates print, what was said about it, and a form to say that it is wrong."""
    person = _self(request)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.dispute_name(
                by=actor_of(request), person=person, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error("wanted", str(refusal))
        else:
            words = _("Your agency is told, and you are told what it decides. Go on meanwhile.")
            messages.success(request, words)
            return redirect(_back(request))
    last = NameDispute.objects.filter(person=person).first()
    context = {
        "person": person,
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "last": last,
        "facts": dispute_facts(last) if last else [],
        "waiting": last is not None and last.decided_at is None,
    }
    return render(request, "names/name.html", context)


@require_safe
@login_required
def disputes(request: HttpRequest) -> HttpResponse:
    """Names that people on one's rosters say are wrong, the oldest first."""
    form = DisputeFilter(request.GET)
    user = officer_who(can_open_disputes, request)
    if not form.is_valid():
        raise Http404
    found = form.narrow(disputes_visible_to(user)).order_by("raised_at", "pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": [dispute_row(one) for one in page],
        "query": query.urlencode(),
        "narrowed": bool(form.cleaned_data["state"]),
    }
    return render(request, "names/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody says about their name, and the two answers."""
    user = officer_who(can_open_disputes, request)
    seen = disputes_visible_to(user).select_related("person")
    found = get_object_or_404(seen, uuid=key)
    accepts = request.POST.get("decision") == "accept"
    sent = request.POST if request.method == "POST" else None
    accept, refuse = AcceptForm(sent if accepts else None), RefuseForm(None if accepts else sent)
    if accept.is_valid() or refuse.is_valid():
        try:
            _decide(user, found, accept if accepts else refuse)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("names:dispute", key)
        messages.success(request, _("Decided, and the person is told."))
        return redirect("names:list")
    context = {
        "dispute": found,
        "facts": dispute_facts(found),
        "accept_form": accept,
        "refuse_form": refuse,
    }
    return render(request, "names/dispute.html", context)


def _decide(by: User, found: NameDispute, form: AcceptForm | RefuseForm) -> None:
    now, said = timezone.now(), form.cleaned_data
    if isinstance(form, AcceptForm):
        keep = not said["mistaken"]
        actions.accept_dispute(by=by, dispute=found, keep_former=keep, now=now)
    else:
        actions.refuse_dispute(by=by, dispute=found, now=now, **said)
