"""One's own links, and the page that a stranger opens by one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import limiter
from certificates.actions.sharing import make_share_link, note_opened, withdraw_share_link
from certificates.models import Certificate, ShareLink
from certificates.permissions import can_share_record, share_links_visible_to
from certificates.sharing.forms import LinkForm
from certificates.sharing.presenters import ends_text, link_row, shared_cards
from certificates.sharing.tokens import digest_of
from certificates.transcript import transcript
from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from foundation.limits import WINDOW_SECONDS
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def links(request: HttpRequest) -> HttpResponse:
    """Make a link to one's record, and see those that work."""
    user, now = request.user, timezone.now()
    form = LinkForm(request.POST if request.method == "POST" else None)
    if isinstance(user, User) and form.is_valid():
        try:
            make_share_link(by=user, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The link is made. Copy it from the list below."))
            return redirect("certificates:links")
    context = {
        "form": form,
        "may": can_share_record(user),
        "links": [link_row(one) for one in share_links_visible_to(user).open(now)],
    }
    response = render(request, "sharing/links.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """End one link."""
    link = get_object_or_404(share_links_visible_to(request.user), uuid=key)
    withdraw_share_link(by=actor_of(request), link=link, now=timezone.now())
    messages.success(request, _("The link is withdrawn. Nobody can open it any more."))
    return redirect("certificates:links")


def _for_strangers(response: HttpResponse) -> HttpResponse:
    """Out of search engines and caches; and the address is told to no other site."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The record that a link shows. One answer to whatever opens nothing, however it came to that."""
    now = timezone.now()
    if limiter.is_exhausted(request, now):
        page = render(request, "certificates/verify_wait.html", {"private": True}, status=429)
        page["Retry-After"] = str(WINDOW_SECONDS)
        return _for_strangers(page)
    open_links = ShareLink.objects.open(now).select_related("person__same_as")
    link = open_links.filter(digest=digest_of(token)).first()
    if link is None:
        limiter.count_miss(request, now)
        return _for_strangers(
            render(request, "sharing/unknown.html", {"private": True}, status=404)
        )
    person = link.person.same_as or link.person
    theirs = Certificate.objects.of_person(person.pk).with_life().select_related("printed")
    held = list(theirs.exclude(printed__legal_name=""))
    if request.method == "GET":
        note_opened(link=link, now=now)
    context = {
        "private": True,
        "name": person.legal_name,
        "cards": shared_cards(held, now, hours=link.hours),
        "hours": transcript(held, now) if link.hours else None,
        "ends": ends_text(link, now),
    }
    return _for_strangers(render(request, "sharing/record.html", context))
