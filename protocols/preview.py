"""A draft shown as its users would meet it, while it is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from protocols import queries
from protocols.models import ProtocolDraft
from protocols.practice import preview_problems
from protocols.reading import reading_in
from protocols.review_lines import problem_lines
from protocols.running import run


def preview_page(request: HttpRequest, draft: ProtocolDraft, language: str) -> HttpResponse:
    """A run of the draft as it stands, read in `language`, or what is missing.

    A language that is not ticked yet is shown all the same: it is being written.
    """
    if language not in draft.languages:
        draft.languages = [*draft.languages, language]
    with reading_in(language):
        return _page(request, draft)


def _page(request: HttpRequest, draft: ProtocolDraft) -> HttpResponse:
    day = timezone.localdate()
    compiled = queries.compile_as_it_stands(draft, day)
    broken = [problem for problem in compiled.problems if problem.kind == "document"]
    if broken:
        context = {"sentence": preview_problems(), "problems": problem_lines(compiled.problems)}
        return render(request, "protocols/preview_problems.html", context)
    setting = queries.setting_of(request.user, compiled.document, day)
    return run(request, compiled.document, setting, day, certified=True, preview=True)
