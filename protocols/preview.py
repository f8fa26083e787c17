"""A draft shown as its users would meet it, while it is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from protocols import queries
from protocols.forms import PracticeForm
from protocols.models import ProtocolDraft
from protocols.practice import practice_page, preview_problems
from protocols.presenters import problem_lines
from protocols.reading import reading_in


def preview_page(request: HttpRequest, draft: ProtocolDraft, language: str) -> HttpResponse:
    """The practice page of the draft as it stands, read in `language`, or what is missing.

    A language that is not ticked yet is shown all the same: it is being written.
    """
    if language not in draft.languages:
        draft.languages = [*draft.languages, language]
    with reading_in(language):
        return _page(request, draft)


def _page(request: HttpRequest, draft: ProtocolDraft) -> HttpResponse:
    compiled = queries.compile_as_it_stands(draft, timezone.localdate())
    broken = [problem for problem in compiled.problems if problem.kind == "document"]
    if broken:
        context = {"sentence": preview_problems(), "problems": problem_lines(compiled.problems)}
        return render(request, "protocols/preview_problems.html", context)
    form = PracticeForm(compiled.document, queries.parishes())
    page = practice_page(compiled.document, form, certified=True, preview=True)
    return render(request, "protocols/practice.html", page)
