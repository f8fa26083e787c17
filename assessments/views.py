"""The learner's pages of a quiz: front, paper, review, handing in."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from assessments import queries
from assessments.actions import close_if_over, join_and_start, start_attempt, submit_attempt
from assessments.after_failing import helpers_of
from assessments.errors import AttemptRefused
from assessments.frozen import versions_of
from assessments.models import Attempt
from assessments.permissions import own_attempt
from assessments.presenters import (
    FrontPage,
    front_url,
    paper_url,
    present_front,
    present_paper,
    present_review,
)
from assessments.registry import FrontQuestion, front_questions
from assessments.rules import Refusal, quiz_rules, refuses_start
from foundation.errors import DomainError, NotAllowed, require
from people.models import Person, User
from people.permissions import person_of


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: User


def _place(request: SignedIn, course_slug: str, lesson_slug: str) -> queries.QuizPlace:
    place = queries.find_quiz(request.user, course_slug, lesson_slug)
    if place is None:
        raise Http404
    return place


def find_attempt(user: User, attempt_id: UUID) -> Attempt:
    """Somebody's own attempt, closed if its time is over. Raises Http404."""
    attempt = own_attempt(user, attempt_id)
    if attempt is None:
        raise Http404
    if queries.result_of(attempt) is None:
        _closed_where_over([attempt], timezone.now())
    return attempt


def _status_of(problem: DomainError) -> HTTPStatus:
    if isinstance(problem, NotAllowed):
        return HTTPStatus.FORBIDDEN
    refused = isinstance(problem, AttemptRefused)
    return HTTPStatus.CONFLICT if refused else HTTPStatus.BAD_REQUEST


def _front_page(
    request: SignedIn, place: queries.QuizPlace, problem: DomainError | None = None
) -> HttpResponse:
    text, now = place.text, timezone.now()
    rules, person = quiz_rules(text.body), place.enrolment.person if place.enrolment else None
    attempts = _closed_where_over(queries.attempts_of(person, place.quiz), now) if person else []
    standing = queries.standing([], rules)
    if person:
        standing = queries.standing_of(person, place.quiz, attempts, rules, now)
    begun = next((one for one in attempts if queries.result_of(one) is None), None)
    asks = refuses_start(standing, rules, now) == Refusal.NONE_LEFT and not begun
    page = present_front(
        title=text.title,
        minutes=place.quiz.minutes,
        rules=rules,
        now=now,
        attempts=attempts,
        standing=standing,
        saved=queries.saved_in(begun) if begun else {},
        topic_titles=queries.titles_needed(rules),
        extra=queries.extra_time_of(person) if person and rules.limit_minutes else None,
        helpers=helpers_of(place.enrolment) if asks and place.enrolment else None,
        course_slug=place.edition.course.slug,
        lesson_slug=place.quiz.slug,
    )
    status = _status_of(problem) if problem else HTTPStatus.OK
    context = {"page": page, "problem": problem, "questions": _asked_first(request, place, page)}
    return render(request, "assessments/front.html", context, status=status)


def _asked_first(
    request: SignedIn, place: queries.QuizPlace, page: FrontPage
) -> list[FrontQuestion]:
    """What other rooms ask before an attempt that counts, when one may begin."""
    person = person_of(request.user)
    if person is None or not (page.may_start and page.counts):
        return []
    return front_questions(person, place.edition)


def _closed_where_over(attempts: list[Attempt], now: datetime) -> list[Attempt]:
    """The attempts, with those closed whose time is over."""
    for attempt in attempts:
        if queries.result_of(attempt) is None and (done := close_if_over(attempt=attempt, now=now)):
            attempt.result = done
    return attempts


@never_cache
@login_required
@require_GET
def front(request: SignedIn, course_slug: str, lesson_slug: str) -> HttpResponse:
    """What the quiz is, how one stands with it, and the way in."""
    return _front_page(request, _place(request, course_slug, lesson_slug))


@login_required
def start(request: SignedIn, course_slug: str, lesson_slug: str) -> HttpResponseBase:
    """Begin an attempt, or go on with the open one. Whoever is not on the course joins it."""
    place = _place(request, course_slug, lesson_slug)
    if request.method != "POST":
        # Signing in on the way leads back here by GET.
        return redirect("assessments:front", course_slug, lesson_slug)
    now, person = timezone.now(), person_of(request.user)
    try:
        require(person is not None, _("This sign-in belongs to nobody on the register of persons."))
        assert person is not None
        attempt = _start(request.user, place, person, now)
    except DomainError as problem:
        return _front_page(request, place, problem)
    return redirect(paper_url(attempt, 1))


def _start(user: User, place: queries.QuizPlace, person: Person, now: datetime) -> Attempt:
    if place.enrolment:
        return start_attempt(by=user, enrolment=place.enrolment, quiz=place.quiz, now=now)
    return join_and_start(by=user, person=person, edition=place.edition, quiz=place.quiz, now=now)


@never_cache
@login_required
@require_GET
def paper(request: SignedIn, attempt_id: UUID) -> HttpResponseBase:
    """One question (`?q=7`), or the whole paper on one page."""
    attempt = find_attempt(request.user, attempt_id)
    if queries.result_of(attempt) is not None:
        return redirect("assessments:result", attempt.uuid)
    wanted, every = request.GET.get("q"), range(1, len(attempt.paper) + 1)
    numbers = [n for n in every if wanted is None or str(n) == wanted]
    if not numbers:
        raise Http404
    page = present_paper(
        attempt=attempt,
        title=queries.text_of(attempt.quiz).title,
        numbers=numbers,
        versions=versions_of(attempt.versions),
        saved=queries.saved_in(attempt),
        now=timezone.now(),
    )
    template = "paper" if wanted is None else "question"
    return render(request, f"assessments/{template}.html", {"page": page})


@never_cache
@login_required
@require_GET
def review(request: SignedIn, attempt_id: UUID) -> HttpResponseBase:
    """What is answered and what is not, and the button to hand in."""
    attempt = find_attempt(request.user, attempt_id)
    if queries.result_of(attempt) is not None:
        return redirect("assessments:result", attempt.uuid)
    page = present_review(
        attempt=attempt,
        title=queries.text_of(attempt.quiz).title,
        versions=versions_of(attempt.versions),
        saved=queries.saved_in(attempt),
    )
    return render(request, "assessments/review.html", {"page": page})


@login_required
def submit(request: SignedIn, attempt_id: UUID) -> HttpResponseBase:
    """Hand in. Done twice, it counts once."""
    attempt = find_attempt(request.user, attempt_id)
    if request.method != "POST":
        return redirect("assessments:review", attempt.uuid)
    try:
        submit_attempt(by=request.user, attempt=attempt, now=timezone.now())
    except DomainError as problem:
        context = {"problem": problem, "ended": False, "onward": front_url(attempt)}
        return render(request, "assessments/refused.html", context, status=_status_of(problem))
    return redirect("assessments:result", attempt.uuid)
