"""The checklist of setting up, and its test mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firstline.permissions import can_follow_setup, can_prepare_public_pages
from firstline.setting_up.mail import send_test_mail
from firstline.setting_up.steps import parts
from foundation.audit.actors import actor_of
from foundation.notices.actions import address_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def setup(request: HttpRequest) -> HttpResponse:
    """GET shows what is done and what comes next; POST sends a test mail to the own address."""
    if not can_follow_setup(request.user):
        raise Http404
    user = actor_of(request)
    may_test = can_prepare_public_pages(user)
    if request.method == "POST":
        if not may_test:
            raise Http404
        if to := address_of(user):
            send_test_mail(by=user, to=to)
            messages.success(request, _("A test mail is on its way to your address."))
        else:
            messages.error(request, _("Your account has no confirmed address. Add one first."))
        return redirect("setup")
    found = parts(timezone.localdate())
    steps = [step for part in found for step in part.steps]
    done = sum(step.done for step in steps)
    context = {
        "parts": [(part.title, part.items_for(request.user)) for part in found],
        "done": done,
        "all": len(steps),
        "next": next((step for step in steps if not step.done), None),
        "may_test": may_test,
    }
    return render(request, "firstline/setup.html", context)
