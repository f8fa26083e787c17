"""Attempts looked through by trainers and the Secretariat."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import queries
from assessments.actions import decide_late, note_export, note_reading
from assessments.event_log import log_of
from assessments.frozen import versions_of
from assessments.late_answers import late_answers
from assessments.models import Attempt
from assessments.permissions import (
    attempts_reviewable_by,
    can_grant_attempt,
    can_help_anybody,
    can_name_learners,
    courses_reviewable_by,
    may_judge,
    teaches,
)
from assessments.presenters import present_log
from assessments.review.export import FEWEST_PEOPLE, HEADER, people_in, response_rows
from assessments.review.forms import AttemptFilter, LateForm
from assessments.review.listing import attempts_at, find_quiz, quizzes_of
from assessments.review.presenters import (
    answer_rows,
    attempt_facts,
    attempt_rows,
    late_rows,
    quiz_rows,
    who_text,
)
from assessments.views import SignedIn
from courses.models import EditionLesson
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response

PER_PAGE = 50


@never_cache
@login_required
@require_GET
def quizzes(request: SignedIn) -> HttpResponse:
    """The quizzes whose attempts somebody may look through."""
    if not courses_reviewable_by(request.user).exists():
        raise Http404
    rows = quiz_rows(quizzes_of(request.user))
    context = {"rows": rows, "helps": can_help_anybody(request.user)}
    return render(request, "assessments/review/quizzes.html", context)


def _quiz(request: SignedIn, course_slug: str, lesson_slug: str) -> EditionLesson:
    found = find_quiz(request.user, course_slug, lesson_slug)
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_GET
def quiz(request: SignedIn, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The attempts at a quiz, newest first, with search and filters."""
    found = _quiz(request, course_slug, lesson_slug)
    named = can_name_learners(request.user, found.edition.course)
    form = AttemptFilter(request.GET, named=named)
    if not form.is_valid():
        raise Http404
    page = Paginator(form.narrow(attempts_at(request.user, found)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page)
    late = Attempt.objects.filter(pk__in=[one.pk for one in shown]).late_waiting()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "quiz": found,
        "title": queries.text_of(found).title,
        "filter": form,
        "page": page,
        "rows": attempt_rows(shown, frozenset(late.values_list("pk", flat=True)), named=named),
        "query": query.urlencode(),
        "helps": can_help_anybody(request.user),
        "exports": teaches(request.user, found.edition.course),
    }
    return render(request, "assessments/review/quiz.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def export(request: SignedIn, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """What the file of answers holds, and the file."""
    found = _quiz(request, course_slug, lesson_slug)
    if not teaches(request.user, found.edition.course):
        raise Http404
    attempts = attempts_at(request.user, found).filter(result__isnull=False)
    people = people_in(attempts)
    if request.method == "POST" and people >= FEWEST_PEOPLE:
        note_export(by=request.user, quiz=found, people=people)
        name = f"answers-{course_slug}-{lesson_slug}-{timezone.localdate().isoformat()}.csv"
        return csv_response(name, HEADER, response_rows(attempts))
    context = {
        "quiz": found,
        "title": queries.text_of(found).title,
        "people": people,
        "fewest": FEWEST_PEOPLE,
    }
    return render(request, "assessments/review/export.html", context)


def _attempt(request: SignedIn, attempt_id: UUID) -> Attempt:
    visible = attempts_reviewable_by(request.user).with_outcome().select_related("grant")
    return get_object_or_404(visible, uuid=attempt_id)


def _attempt_page(
    request: SignedIn, attempt: Attempt, form: LateForm | None = None
) -> HttpResponse:
    course, result = attempt.enrolment.edition.course, queries.result_of(attempt)
    trainer = may_judge(request.user, attempt)
    decisions = queries.decisions_of(attempt) if result else []
    waiting = queries.late_waiting(attempt, decisions) if trainer else []
    if waiting and form is None:
        form = LateForm(initial={"upto": waiting[-1].pk})
    named = can_name_learners(request.user, course)
    context = {
        "attempt": attempt,
        "title": queries.text_of(attempt.quiz).title,
        "who": who_text(attempt, named=named),
        "facts": attempt_facts(
            attempt,
            queries.outcome_of(result, decisions) if result else None,
            queries.titles_needed(attempt.quiz_rules),
        ),
        "entries": present_log(log_of(attempt)),
        "late": late_rows(late_answers(attempt, decisions, waiting)) if trainer else [],
        "waiting": len(waiting),
        "form": form if waiting else None,
        "reads": trainer and result is not None,
        "helps": named and can_grant_attempt(request.user, attempt.enrolment.person, course),
        "needs": named and queries.needs_grant(attempt, timezone.now()),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "assessments/review/attempt.html", context, status=status)


@never_cache
@login_required
@require_GET
def attempt(request: SignedIn, attempt_id: UUID) -> HttpResponse:
    """One attempt: what it came to, what was recorded, and what is to decide."""
    found = _attempt(request, attempt_id)
    if not teaches(request.user, found.enrolment.edition.course):
        note_reading(by=request.user, attempt=found, answers=False, now=timezone.now())
    return _attempt_page(request, found)


@never_cache
@login_required
@require_POST
def late(request: SignedIn, attempt_id: UUID) -> HttpResponseBase:
    """Decide whether the late answers count."""
    found = _attempt(request, attempt_id)
    if not may_judge(request.user, found):
        raise Http404
    form = LateForm(request.POST)
    if not form.is_valid():
        return _attempt_page(request, found, form)
    try:
        decide_late(by=request.user, attempt=found, now=timezone.now(), **form.cleaned_data)
    except DomainError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, _("Your decision is recorded. The learner sees it on the result.")
        )
    return redirect("assessments:review_attempt", found.uuid)


@never_cache
@login_required
@require_GET
def answers(request: SignedIn, attempt_id: UUID) -> HttpResponse:
    """What the learner answered, for a trainer of the course; that it was read is recorded."""
    found = _attempt(request, attempt_id)
    result = queries.result_of(found)
    if result is None or not may_judge(request.user, found):
        raise Http404
    note_reading(by=request.user, attempt=found, answers=True, now=timezone.now())
    decisions = queries.decisions_of(found)
    waiting = queries.late_waiting(found, decisions)
    upto = waiting[-1].pk if waiting else 0
    context = {
        "attempt": found,
        "title": queries.text_of(found.quiz).title,
        "who": who_text(found, named=True),
        "rows": answer_rows(
            found,
            versions_of(found.versions),
            queries.late_in(found, result).chosen,
            queries.chosen_with_late(found, decisions, upto=upto),
        ),
    }
    return render(request, "assessments/review/answers.html", context)
