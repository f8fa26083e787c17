"""Suspending a version and giving it back: one page, one button, two officers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from foundation.errors import DomainError
from people.models import User
from protocols.actions import end_suspension, suspend_version
from protocols.forms import SuspendForm
from protocols.models import ProtocolVersion, SuspensionRequest
from protocols.permissions import can_suspend
from protocols.suspension import is_suspended, open_request


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, by whom, and the button that asks or seconds it."""
    if not can_suspend(request.user):  # type: ignore[arg-type]
        raise Http404
    version = get_object_or_404(ProtocolVersion, pk=pk)
    suspended = is_suspended(version)
    form = SuspendForm(request.POST or None)
    ending = request.POST.get("kind") == SuspensionRequest.Kind.END
    if request.method == "POST" and (ending or form.is_valid()):
        return _do(request, version, form, ending)
    kind = SuspensionRequest.Kind.END if suspended else SuspensionRequest.Kind.SUSPEND
    title = _("Use it again") if suspended else _("Suspend at once")
    context = {
        "version": version,
        "suspended": suspended,
        "waiting": open_request(version, kind, timezone.now()),
        "form": form,
        "page_title": title,
        "page_subtitle": f"{version.title} {version.version}",
        "header_title": f"{title}: {version.title} {version.version}",
        "header_icon": "warning",
    }
    return render(request, "protocols/admin/suspend.html", context)


def _do(
    request: HttpRequest, version: ProtocolVersion, form: SuspendForm, ending: bool
) -> HttpResponse:
    """Do what the page said when the officer pressed the button: a second press never undoes a first."""
    by, now = request.user, timezone.now()
    assert isinstance(by, User)
    try:
        if ending:
            end_suspension(by=by, version=version, now=now)
        else:
            suspend_version(by=by, version=version, reason=form.reason_given(), now=now)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(ending, is_suspended(version)))
    return redirect("protocol_drafts:suspend", version.pk)


def _said(ending: bool, suspended: bool) -> str:
    if ending == suspended:
        return _("You asked for it. It holds as soon as a second officer agrees; they were told.")
    if suspended:
        return _("It is suspended from this moment. Everyone in its cadres is being told.")
    return _("It may be used again from this moment. Everyone in its cadres is being told.")
