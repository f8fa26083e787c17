"""Making a draft of an XLSForm: first what becomes what, then the draft."""

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from foundation.errors import DomainError
from protocols.exchange.actions import draft_from_form, read_form
from protocols.exchange.report import Taken
from protocols.exchange.wording import line_rows
from protocols.forms import FormFile
from protocols.models import ProtocolDraft
from protocols.permissions import can_write_draft

# How long somebody may read what becomes what before the file has to be sent again.
KEPT_SECONDS = 3600


@require_http_methods(["GET", "HEAD", "POST"])
def import_form(request: HttpRequest) -> HttpResponse:
    """Send a form, read what becomes what, and make the draft.

    Between the two pages the server keeps nothing: what was read travels in the page, signed for this
    person.
    """
    if not can_write_draft(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    if "taken" in request.POST:
        return _make(request)
    form = FormFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = read_form(by=request.user, content=form.cleaned_data["file"].read())  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("file", str(error))
        else:
            return _told(request, taken)
    return render(request, "protocols/admin/import.html", _page(form=form))


def _salt(request: HttpRequest) -> str:
    return f"protocols.import_form.{request.user.pk}"


def _told(request: HttpRequest, taken: Taken) -> HttpResponse:
    rows = line_rows(taken.lines)
    slug = taken.document["slug"]
    context = _page(
        rows=[row for row in rows if row["kept"]],
        lost=[row for row in rows if row["reasons"] or not row["kept"]],
        items=sum(len(section["items"]) for section in taken.document["sections"]),
        rules=len(taken.document["rules"]),
        slug=slug,
        exists=ProtocolDraft.objects.filter(slug=slug).exists(),
        taken=signing.dumps(dict(taken.document), salt=_salt(request), compress=True),
    )
    return render(request, "protocols/admin/import_told.html", context)


def _make(request: HttpRequest) -> HttpResponse:
    try:
        document = signing.loads(request.POST["taken"], salt=_salt(request), max_age=KEPT_SECONDS)
        draft = draft_from_form(
            by=request.user,  # type: ignore[arg-type]
            document=document,
            now=timezone.now(),
            replace="replace" in request.POST,
        )
    except signing.BadSignature:
        messages.error(request, _("That was too long ago. Send the form again."))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft was made. Read it, and write what is missing."))
        return redirect("protocol_drafts:edit", draft.pk)
    return redirect("protocol_drafts:import_form")


def _page(**more: Any) -> dict[str, Any]:
    title = _("Import an XLSForm")
    return {"page_title": title, "header_title": title, "header_icon": "upload", **more}
