"""One run of a protocol, of a version in force or of a draft in preview. Nothing of it is stored."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from protocols import presenters
from protocols.contacts import current_entries
from protocols.forms import PracticeForm
from protocols.practice import practice_page
from protocols.queries import Setting
from protocols.reading import language_of
from protocols.rules import Document, contact_codes, evaluate


def run(
    request: HttpRequest,
    document: Document,
    setting: Setting,
    day: date,
    *,
    certified: bool,
    preview: bool = False,
) -> HttpResponse:
    """The questions, or what follows from the answers that were posted.

    The caller chooses the language with `reading_in`. In a preview, pages lead back to the same address.
    """
    form = PracticeForm(
        document,
        setting.parishes,
        request.POST or None,
        agencies=setting.agencies,
        where=setting.where,
    )
    if "stop" in request.POST:
        return _stopped(request, form, day, preview)
    if request.method == "POST" and form.is_valid():
        return _result(request, form, day, preview)
    page = practice_page(document, form, certified=certified, preview=preview)
    return render(request, "protocols/practice.html", page)


def _result(request: HttpRequest, form: PracticeForm, day: date, preview: bool) -> HttpResponse:
    document, age = form.document, form.cleaned_data["age"]
    result = evaluate(document, form.answers(), age, language_of(document))
    entries = current_entries(contact_codes(document), day)
    told = presenters.result_page(document, result, form.posted_where(), entries, day)
    return _shown(request, "protocols/result.html", form, told, preview)


def _stopped(request: HttpRequest, form: PracticeForm, day: date, preview: bool) -> HttpResponse:
    document, where = form.document, form.posted_where()
    entries = current_entries(contact_codes(document), day)
    told = presenters.stopped_page(document, form.posted_age_group(), where, entries, day)
    return _shown(request, "protocols/stopped.html", form, told, preview)


def _shown(
    request: HttpRequest, template: str, form: PracticeForm, told: dict[str, object], preview: bool
) -> HttpResponse:
    parish, agency = form.where_in_words()
    context = {
        "protocol": presenters.head(form.document),
        "result": told,
        "parish": parish,
        "agency": agency,
        "preview": preview,
    }
    return render(request, template, context)
