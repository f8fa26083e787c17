"""The register's pages: the list, one certificate, and its revocation."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import actions
from certificates.models import BY_HAND, Certificate, IssueProposal, PrintProblem
from certificates.permissions import (
    batches_visible_to,
    can_correct,
    can_erase_names,
    can_open_register,
    can_read_names,
    can_revoke,
    proposals_visible_to,
    register_visible_to,
)
from certificates.presenters import state_tag
from certificates.register.by_hand_presenters import by_hand_facts
from certificates.register.forms import RegisterFilter, RevokeForm
from certificates.register.presenters import (
    entry_facts,
    export_header,
    export_row,
    may_be_corrected,
    neighbours,
    register_row,
    revocation_facts,
)
from certificates.serials import is_serial
from certificates.snapshot import printable
from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response
from people.models import Person, User
from people.permissions import Viewer, persons_visible_to

PER_PAGE = 50
EXPORTED_AT_A_TIME = 500


def officer_who(may: Callable[[Viewer], bool], request: HttpRequest) -> User:
    """The officer who asks, if they may. Raises Http404."""
    user = request.user
    if not isinstance(user, User) or not may(user):
        raise Http404
    return user


def listed(
    request: HttpRequest, now: datetime
) -> tuple[RegisterFilter, QuerySet[Certificate], bool]:
    """The filter, what it leaves of the register, and whether names are shown. Raises Http404."""
    if not can_open_register(request.user):
        raise Http404
    names = can_read_names(request.user)
    form = RegisterFilter(request.GET, names=names)
    if not form.is_valid():
        raise Http404
    found = form.narrow(register_visible_to(request.user), now).order_by("-issued_at", "-pk")
    return form, found.select_related("printed") if names else found, names


@require_safe
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Every certificate that was ever issued, the newest first."""
    now = timezone.now()
    form, found, names = listed(request, now)
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "names": names,
        "rows": [register_row(certificate, now, names=names) for certificate in page],
        "query": query.urlencode(),
        "narrowed": form.narrowed,
        "may_revoke": can_revoke(request.user),
        "problems": PrintProblem.objects.standing().count(),
        "waiting": batches_visible_to(request.user).undecided().count(),
        "may_issue": names,
        "by_hand": proposals_visible_to(request.user).undecided().count() if names else 0,
    }
    return render(request, "register/list.html", context)


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list, as CSV. The filter stands in the address."""
    now = timezone.now()
    _form, found, names = listed(request, now)
    user = actor_of(request)
    actions.note_register_exported(by=user, rows=found.count(), names=names)
    rows = (export_row(one, now, names=names) for one in found.iterator(EXPORTED_AT_A_TIME))
    name = f"certificates-{timezone.localdate(now)}.csv"
    return csv_response(name, export_header(names=names), rows)


def _found(request: HttpRequest, serial: str) -> Certificate:
    if not is_serial(serial):
        raise Http404
    seen = register_visible_to(request.user).select_related(
        "person__same_as", "printed", "replaces", "revocation__private"
    )
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
        "rows": [*entry_facts(found, names=names), *_issued_by_hand(found, names=names)],
        "revoked": revocation_facts(found),
        "has_note": bool(found.revoked and found.revoked.private.text),
        "neighbours": neighbours(found),
        "may_erase": can_erase_names(request.user) and bool(found.printed.legal_name),
        "may_correct": can_correct(request.user) and may_be_corrected(found, now),
        "may_revoke": can_revoke(request.user) and found.revoked is None,
    }
    return render(request, "register/entry.html", context)


def _issued_by_hand(certificate: Certificate, *, names: bool) -> list[tuple[str, str]]:
    """What the register says of one that was issued by hand: one query, and none of others."""
    key = certificate.evidence.removeprefix(BY_HAND)
    if key == certificate.evidence:
        return []
    known = IssueProposal.objects.select_related(
        "proposed_by__person", "decision__decided_by__person", "private"
    )
    return by_hand_facts(known.get(uuid=key), names=names)


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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_name(request: HttpRequest, serial: str) -> HttpResponse:
    """Remove the holder's name from all their certificates, at their wish."""
    found = _found(request, serial)
    back = reverse("register:entry", args=[found.serial])
    who = f"{found.printed.legal_name}, {found.serial}"
    return _remove_name(request, found.person, who, back)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_name_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """The same for somebody who perhaps holds no certificate of ours, and took courses elsewhere."""
    found = get_object_or_404(persons_visible_to(request.user), uuid=key)
    person = found.same_as or found
    back = reverse("people:person", args=[person.uuid])
    return _remove_name(request, person, person.legal_name, back)


def _remove_name(request: HttpRequest, person: Person, who: str, back: str) -> HttpResponse:
    if not can_erase_names(request.user):
        raise Http404
    if request.method == "POST":
        count = actions.erase_name(by=actor_of(request), person=person, now=timezone.now())
        words = ngettext(
            "The name is removed from %(count)d certificate.",
            "The name is removed from %(count)d certificates.",
            count,
        )
        none = _("What others taught or issued is removed. There was no certificate with the name.")
        messages.success(request, words % {"count": count} if count else none)
        return redirect(back)
    held = Certificate.objects.of_person(person.canonical_id).count()
    context = {"who": who, "count": held, "back": back}
    return render(request, "register/remove_name.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def correct(request: HttpRequest, serial: str) -> HttpResponse:
    """Replace a certificate with a wrong name by one with the right name."""
    found = _found(request, serial)
    if not can_correct(request.user):
        raise Http404
    if request.method == "POST":
        try:
            new = actions.correct_certificate(
                by=actor_of(request), certificate=found, now=timezone.now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("register:entry", found.serial)
        messages.success(request, _("The corrected certificate is issued."))
        return redirect("register:entry", new.serial)
    person = found.person.same_as or found.person
    context = {"certificate": found, "name": printable(person.legal_name)}
    return render(request, "register/correct.html", context)


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
