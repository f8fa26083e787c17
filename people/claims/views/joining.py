"""Asking to be put on an agency's roster, and what became of it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.errors import DomainError
from people.claims import actions
from people.claims.join_forms import JoinForm
from people.claims.join_presenters import joining_note
from people.claims.models import JoinRequest
from people.claims.permissions import can_ask_to_join
from people.claims.queries import Joining, join_state
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Who I am and where I work; or, when that is said, how far it is."""
    user: User = request.user  # type: ignore[assignment]
    state = join_state(user)
    if state is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not settings.JOIN_OPEN and state.request is None:
        raise Http404
    if state.state is Joining.WAITING:
        return render(
            request,
            "claims/join_waiting.html",
            {"note": joining_note(state), "asked": state.request},
        )
    form = JoinForm(request.POST or None, initial=_what_was_said(user, state.request))
    if request.method == "POST" and form.is_valid() and _asked(user, form):
        messages.success(request, _("Your request is on its way to the focal person."))
        return redirect("joining:page")
    context = {"form": form, "note": joining_note(state), "may_ask": can_ask_to_join(user)}
    return render(request, "claims/join.html", context)


def _asked(user: User, form: JoinForm) -> bool:
    try:
        actions.ask_to_join(by=user, now=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _what_was_said(user: User, last: JoinRequest | None) -> dict[str, object]:
    """Nobody types twice what they said in an earlier request."""
    said: dict[str, object] = {}
    if user.person:
        said = {"legal_name": user.person.legal_name, "call_name": user.person.call_name}
    if last:
        said |= {
            "agency": last.agency_id,
            "workplace": last.workplace,
            "cadre": last.cadre_id,
            "number": last.number,
        }
    return said


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the request back, to correct it."""
    user: User = request.user  # type: ignore[assignment]
    waiting = get_object_or_404(JoinRequest.objects.waiting(), user=user)
    actions.withdraw_request(by=user, request=waiting, now=timezone.now())
    messages.success(request, _("Your request is taken back. Correct it and send it again."))
    return redirect("joining:page")
