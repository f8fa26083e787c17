"""The sheet as a file. Like the sheet itself it is open to everyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from foundation.limits import takes_too_many_papers, wait_for_papers
from protocols import queries
from protocols.jobaids.printing import CannotPrintSheet, render_sheet
from protocols.jobaids.queries import asked_for
from protocols.suspension import is_suspended


@require_safe
@cache_control(no_store=True, private=True)
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The job aid for a parish and in a language, as PDF.

    A suspended protocol, and one with letters that our fonts lack, has only its page.
    """
    now = timezone.now()
    day = timezone.localdate(now)
    version = queries.version_in_force(slug, day)
    if version is None:
        raise Http404
    if is_suspended(version):
        return redirect("protocols:sheet", slug)
    if takes_too_many_papers(request, now):
        return wait_for_papers(request, instead=reverse("protocols:sheet", args=[slug]))
    asked = asked_for(
        version.document,
        language=request.GET.get("language", ""),
        area=request.GET.get("parish", ""),
        day=day,
    )
    try:
        content = render_sheet(version.document, asked)
    except CannotPrintSheet:
        return redirect("protocols:sheet", slug)
    parts = [slug, version.version, asked.language, asked.area]
    name = "-".join(filter(None, parts)) + ".pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
