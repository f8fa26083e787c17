"""Helping people on: who is stuck, another attempt, extra time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments import queries
from assessments.actions import give_extra_time, grant_attempt
from assessments.permissions import (
    can_give_time,
    can_grant_attempt,
    can_help_anybody,
    enrolments_helped_by,
)
from assessments.review.forms import ExtraTimeForm, GrantForm, SearchForm
from assessments.review.presenters import extra_time_text, stuck_rows
from assessments.review.stuck import stuck_people
from assessments.views import SignedIn
from courses.models import EditionLesson, Enrolment
from foundation.errors import DomainError


@never_cache
@login_required
@require_GET
def stuck(request: SignedIn) -> HttpResponse:
    """The people who cannot begin another attempt by themselves. No answers and no scores."""
    if not can_help_anybody(request.user):
        raise Http404
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = stuck_rows(stuck_people(request.user, words, timezone.now()))
    context = {"filter": form, "rows": rows, "words": words}
    return render(request, "assessments/review/stuck.html", context)


def _enrolment(request: SignedIn, enrolment_id: UUID) -> Enrolment:
    return get_object_or_404(enrolments_helped_by(request.user).distinct(), uuid=enrolment_id)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def grant(request: SignedIn, enrolment_id: UUID, lesson_slug: str) -> HttpResponseBase:
    """Give one more attempt, with a reason."""
    enrolment = _enrolment(request, enrolment_id)
    quiz = get_object_or_404(
        EditionLesson, edition=enrolment.edition_id, kind="quiz", slug=lesson_slug
    )
    if not can_grant_attempt(request.user, enrolment.person, enrolment.edition.course):
        raise Http404
    form = GrantForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            grant_attempt(
                by=request.user, enrolment=enrolment, quiz=quiz, reason=reason, now=timezone.now()
            )
        except DomainError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("Another attempt is open for them now."))
        return redirect("assessments:stuck")
    context = {"form": form, "enrolment": enrolment, "title": queries.text_of(quiz).title}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/review/grant.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def extra_time(request: SignedIn, enrolment_id: UUID) -> HttpResponseBase:
    """Give somebody more time in quizzes with a limit."""
    enrolment = _enrolment(request, enrolment_id)
    if not can_give_time(request.user, enrolment.person):
        raise Http404
    form = ExtraTimeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        give_extra_time(
            by=request.user, person=enrolment.person, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The extra time holds from their next attempt on."))
        return redirect("assessments:stuck")
    today = extra_time_text(queries.extra_time_of(enrolment.person))
    context = {"form": form, "enrolment": enrolment, "today": today}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/review/extra_time.html", context, status=status)
