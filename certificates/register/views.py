"""The register's pages: the list, one certificate, and its revocation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import actions
from certificates.models import Certificate
from certificates.permissions import (
    can_open_register,
    can_read_names,
    can_revoke,
    register_visible_to,
)
from certificates.presenters import state_tag, successor_link
from certificates.register.forms import RegisterFilter, RevokeForm
from certificates.register.presenters import entry_facts, register_row, revocation_facts
from certificates.serials import is_serial
from foundation.audit.actors import actor_of
from foundation.errors import DomainError

PER_PAGE = 50


@require_safe
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Every certificate that was ever issued, the newest first."""
    if not can_open_register(request.user):
        raise Http404
    now, names = timezone.now(), can_read_names(request.user)
    form = RegisterFilter(request.GET, names=names)
    if not form.is_valid():
        raise Http404
    found = form.narrow(register_visible_to(request.user), now).order_by("-issued_at", "-pk")
    if names:
        found = found.select_related("printed")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "names": names,
        "rows": [register_row(certificate, now, names=names) for certificate in page],
        "query": query.urlencode(),
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "register/list.html", context)


def _found(request: HttpRequest, serial: str) -> Certificate:
    if not is_serial(serial):
        raise Http404
    seen = register_visible_to(request.user).select_related("printed", "revocation__private")
    return get_object_or_404(seen, serial=serial)


@require_safe
@login_required
def entry(request: HttpRequest, serial: str) -> HttpResponse:
    """One certificate of the register. Who reads a name there is written down."""
    found, now = _found(request, serial), timezone.now()
    names = can_read_names(request.user)
    if names:
        actions.note_name_read(by=actor_of(request), certificate=found)
    context = {
        "certificate": found,
        "tag": state_tag(found, now),
        "rows": entry_facts(found, names=names),
        "revoked": revocation_facts(found),
        "has_note": bool(found.revoked and found.revoked.private.text),
        "successor": successor_link(found),
        "may_revoke": can_revoke(request.user) and found.revoked is None,
    }
    return render(request, "register/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke(request: HttpRequest, serial: str) -> HttpResponse:
    """Revoke one certificate: what that means is said before the button."""
    found = _found(request, serial)
    if not can_revoke(request.user):
        raise Http404
    if found.revoked:
        return redirect("register:entry", found.serial)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.revoke_certificate(
                by=actor_of(request), certificate=found, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate is revoked."))
            return redirect("register:entry", found.serial)
    return render(request, "register/revoke.html", {"form": form, "certificate": found})


@require_POST
@login_required
def blank(request: HttpRequest, serial: str) -> HttpResponse:
    """Remove the private note of a revocation."""
    found = _found(request, serial)
    if found.revoked is None:
        raise Http404
    try:
        actions.blank_note(by=actor_of(request), revocation=found.revoked)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The note is removed."))
    return redirect("register:entry", found.serial)
