"""Signing that wording which seems to ask for identity may stay."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from foundation.errors import DomainError
from protocols import queries, review_lines
from protocols.actions import waive_wording
from protocols.forms import WaiverForm
from protocols.permissions import can_waive_wording, drafts_visible_to


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The words, and a reason to sign."""
    draft = get_object_or_404(drafts_visible_to(request.user), pk=pk)
    compiled = queries.compile_as_it_stands(draft, timezone.localdate())
    found = [finding for finding in compiled.findings if finding.key == key]
    if not found or not can_waive_wording(request.user):  # type: ignore[arg-type]
        raise Http404
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        try:
            waive_wording(by=request.user, draft=draft, key=key, reason=reason, now=now)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You signed that these words may stay."))
            return redirect("protocol_drafts:check", draft.pk)
    title = _("Sign why it may stay")
    context = {
        "form": form,
        "draft": draft,
        "finding": review_lines.finding_lines(found, [])[0],
        "page_title": title,
        "page_subtitle": draft.name,
        "header_title": f"{title}: {draft.name}",
        "header_icon": "clipboard-list",
    }
    return render(request, "protocols/admin/waive.html", context)
