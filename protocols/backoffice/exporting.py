"""A frozen version as a file for other tools."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from foundation.formats.safe_xlsx import MEDIA_TYPE
from protocols.exchange.workbooks import file_of
from protocols.exchange.writing import form_of
from protocols.jobaids.printing import all_words
from protocols.models import ProtocolVersion
from protocols.permissions import drafts_visible_to


@require_safe
def export_form(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as XLSForm, for whoever may read its draft."""
    drafts = drafts_visible_to(request.user)
    version = get_object_or_404(ProtocolVersion, pk=pk, draft__in=drafts)
    content = file_of(form_of(version.document, all_words()))
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"{version.slug}-{version.version}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
