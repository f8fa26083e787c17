"""Uploaded pictures, where no reverse proxy sends them."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from courses.stored_files import FOLDER as EDITION_FILES

# Pictures of pages, and what released lessons show, under addresses made of a digest. Documents go
# through Wagtail, which asks who may have them.
PUBLIC_FOLDERS = {"images", "original_images", EDITION_FILES}


@require_safe
def media(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """Send an uploaded picture; anything else is not found."""
    if not settings.SERVE_MEDIA or folder not in PUBLIC_FOLDERS:
        raise Http404
    try:
        response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    except SuspiciousFileOperation as error:
        raise Http404 from error
    if isinstance(response, FileResponse):
        patch_cache_control(response, public=True, max_age=24 * 3600)
    return response
