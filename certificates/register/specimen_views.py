"""How a layout looks with what an office would write in it, on hard names, before anything is saved."""

from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.errors import CannotPrint
from certificates.models import BulkWork, Programme
from certificates.permissions import can_manage_programmes
from certificates.register.views import officer_who
from certificates.snapshot import LAYOUT_LANGUAGES, Snapshot
from certificates.specimens import NAMES, snapshot_of, specimen_pdf
from foundation.formats.typesetting import Paper
from foundation.limits import takes_too_many_papers, wait_for_papers

PAPERS: dict[str, Paper] = {"a4": "a4", "us-letter": "us-letter"}


class SpecimenForm(forms.ModelForm):
    """What a paper shows of its programme. Nothing of it is saved here."""

    class Meta:
        model = Programme
        fields = ("title", "layout", "colour", "motto", "closing")
        error_messages = {"title": {"required": _("Write what the certificate is for.")}}

    def snapshot(self, language: str) -> Snapshot:
        """What a certificate would say. Call it when the form is valid."""
        written: Programme = self.instance
        return snapshot_of(written.title, written.layout, written.layout_fields, language)


@dataclass(frozen=True)
class SpecimenRow:
    """A hard name, and its papers as words and addresses."""

    kind: str
    name: str
    papers: list[tuple[str, str]]


def _rows(form: SpecimenForm) -> list[SpecimenRow]:
    given = {name: form.cleaned_data[name] for name in form.fields}
    sizes = [(size.value, str(size.label)) for size in BulkWork.Paper]
    rows = []
    for key, (kind, name) in NAMES.items():
        papers = []
        for language in LAYOUT_LANGUAGES:
            for size, label in sizes:
                asked = urlencode({**given, "name": key, "paper": size, "language": language})
                words = f"{label} ({language})" if len(LAYOUT_LANGUAGES) > 1 else label
                papers.append((words, f"{reverse('register:specimen')}?{asked}"))
        rows.append(SpecimenRow(str(kind), name, papers))
    return rows


@require_safe
@login_required
def specimens(request: HttpRequest) -> HttpResponse:
    """What is to be tried, then a paper for each hard name, size and language."""
    officer_who(can_manage_programmes, request)
    programmes = Programme.objects.order_by("title")
    if "title" in request.GET:
        form = SpecimenForm(request.GET)
    else:
        form = SpecimenForm(instance=programmes.filter(code=request.GET.get("from", "")).first())
    context = {
        "form": form,
        "rows": _rows(form) if form.is_valid() else [],
        "programmes": programmes.values_list("title", "code"),
    }
    return render(request, "register/specimens.html", context)


@require_safe
@login_required
def specimen(request: HttpRequest) -> HttpResponse:
    """One specimen as PDF."""
    officer_who(can_manage_programmes, request)
    form, asked = SpecimenForm(request.GET), request.GET
    name, paper, language = asked.get("name"), asked.get("paper"), asked.get("language")
    if name not in NAMES or paper not in PAPERS or language not in LAYOUT_LANGUAGES:
        raise Http404
    if not form.is_valid():
        raise Http404
    if takes_too_many_papers(request, timezone.now()):
        return wait_for_papers(request, instead=reverse("register:specimens"))
    try:
        made = specimen_pdf(form.snapshot(language), name, PAPERS[paper])
    except CannotPrint:
        return render(request, "register/specimen_fails.html", status=409)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="specimen-{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
