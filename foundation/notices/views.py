"""The in-app inbox, and the outbox of mails for administrators."""

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from foundation.audit.actors import actor_of
from foundation.notices.actions import mark_all_read, mark_read
from foundation.notices.permissions import (
    can_see_outbox,
    notices_visible_to,
    outbox_visible_to,
)
from foundation.notices.presenters import MailPage

PER_PAGE = 30


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """A person's own notices, newest first."""
    notices = notices_visible_to(request.user).order_by("-created_at", "pk")
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    new = notices.filter(read_at=None).count()
    return render(request, "notices/inbox.html", {"page": page, "new": new})


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all when none is named."""
    if named := request.POST.get("notice"):
        notice = get_object_or_404(notices_visible_to(request.user), pk=_uuid_or_404(named))
        mark_read(by=actor_of(request), notice=notice, now=timezone.now())
    else:
        mark_all_read(by=actor_of(request), now=timezone.now())
    return redirect("notices:inbox")


@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails and what became of them."""
    if not can_see_outbox(request.user):
        raise Http404
    page = Paginator(outbox_visible_to(request.user).order_by("-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "mails": [MailPage(mail) for mail in page]}
    return render(request, "notices/outbox.html", context)


@login_required
def mail_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail."""
    mail = get_object_or_404(outbox_visible_to(request.user), pk=pk)
    return render(request, "notices/mail.html", {"page": MailPage(mail)})


def _uuid_or_404(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
