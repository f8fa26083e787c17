"""Certificates that hold and cannot be printed or are not signed: which, why, and what to do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from certificates.actions.unprintable import AT_ONCE, look_again
from certificates.credentials.queries import due
from certificates.credentials.selfcheck import SIGNED_WITHIN, check_key
from certificates.models import PrintProblem
from certificates.permissions import can_open_register, can_see_problems
from certificates.register.views import officer_who


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def problems(request: HttpRequest) -> HttpResponse:
    """The first of each kind, the oldest first, and how many there are. Serial numbers, no names."""
    user = officer_who(can_see_problems, request)
    if request.method == "POST":
        count = look_again(by=user)
        words = ngettext("%(n)d prints now.", "%(n)d print now.", count)
        messages.success(request, words % {"n": count} if count else _("None prints yet."))
        return redirect("register:problems")
    unprinted = PrintProblem.objects.standing().select_related("certificate")
    unsigned = due().filter(issued_at__lt=timezone.now() - SIGNED_WITHIN)
    context = {
        "unprinted": [(one.certificate.serial, one.found_at) for one in unprinted[:AT_ONCE]],
        "unprinted_count": unprinted.count(),
        "unsigned": [(one.serial, one.issued_at) for one in unsigned[:AT_ONCE]],
        "unsigned_count": unsigned.count(),
        "key_problems": list(check_key()),
        "opens": can_open_register(user),
    }
    return render(request, "register/problems.html", context)
