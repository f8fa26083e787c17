"""The preview in the form of a programme: what is typed there, as a paper, beside it."""

import base64
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from certificates.errors import CannotPrint
from certificates.models import BulkWork
from certificates.permissions import can_manage_programmes
from certificates.previewing import tried
from certificates.specimens import NAMES, specimen_picture
from foundation.formats.typesetting import Paper
from foundation.limits import takes_too_many_papers

PAPERS: dict[str, Paper] = {"a4": "a4", "us-letter": "us-letter"}


class PaperPanel(MultiFieldPanel):
    """What the paper shows of a programme, and beside it the paper."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        """The panel of one form."""

        template_name = "programmes/paper_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Whom it may be tried with, and on which paper."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            names = [(key, str(kind)) for key, (kind, _name) in NAMES.items()]
            papers = [(size.value, str(size.label)) for size in BulkWork.Paper]
            return context | {"names": names, "papers": papers, "programme": self.instance}


class _Previews:
    """Answers the values of the form with a page for the frame beside it. Nothing is saved."""

    http_method_names = ["post"]

    @method_decorator(xframe_options_sameorigin_override)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The paper on one name, or what is still wrong."""
        if not can_manage_programmes(request.user):
            raise PermissionDenied
        context = _shown(request, self.get_form())  # type: ignore[attr-defined]
        return render(request, "programmes/preview.html", context)


class PreviewNew(_Previews, CreateView):
    """Of a programme that is being added."""


class PreviewChanged(_Previews, EditView):
    """Of one that is being changed."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the signatories that it has."""
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)


def _shown(request: HttpRequest, form: Any) -> dict[str, Any]:
    """What the page of the preview says."""
    name = request.POST.get("preview_name", "")
    paper = PAPERS.get(request.POST.get("preview_paper", ""), "a4")
    if name not in NAMES:
        name = "usual"
    try:
        found, problems = tried(form)
    except MultiValueDictKeyError:  # not sent by the form: whole parts are missing
        found, problems = None, [(_("Form"), _("Something is missing. Load the page again."))]
    if found is None:
        return {"problems": problems}
    if takes_too_many_papers(request, timezone.now()):
        return {"wait": True}
    try:
        pages = specimen_picture(found.snapshot, name, paper, found.pictures)
    except CannotPrint:
        return {"missing": True}
    kind, printed = NAMES[name]
    return {
        "pages": [base64.b64encode(page).decode() for page in pages],
        "title": found.snapshot.programme,
        "kind": kind,
        "name": printed,
    }
