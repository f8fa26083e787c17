"""A learner's course and lessons. The same plain pages work with JavaScript off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from courses import actions
from courses.models import EditionLesson
from courses.presenters import address, address_after, present_course, present_lesson
from courses.reading import Place, find_place, newest_edition
from courses.registry import activity_kind
from courses.views.signed_in import signed_in
from foundation.errors import DomainError

# Shared computers: nothing a learner read may come back from the browser's store.
private = cache_control(private=True, no_store=True)


def place_or_404(request: HttpRequest, slug: str) -> Place:
    place = find_place(signed_in(request), slug)
    if place is None:
        raise Http404
    return place


def lesson_or_404(place: Place, slug: str) -> EditionLesson:
    lesson = place.lesson(slug)
    if lesson is None:
        raise Http404
    return lesson


@private
@require_safe
@login_required
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """The course with its outline, progress and the one thing to do next."""
    return show_course(request, place_or_404(request, slug))


def show_course(request: HttpRequest, place: Place, *, turned_back: bool = False) -> HttpResponse:
    newest = newest_edition(signed_in(request), place.course.slug)
    shown = present_course(place, newest, turned_back=turned_back)
    return render(request, "courses/course.html", {"course": shown})


@private
@require_safe
@login_required
def lesson(request: HttpRequest, slug: str, lesson_slug: str) -> HttpResponseBase:
    """A lesson. Somebody who has not started sees the course, and why."""
    place = place_or_404(request, slug)
    found = lesson_or_404(place, lesson_slug)
    if place.enrolment is None:
        return show_course(request, place, turned_back=True)
    if activity_kind(found.kind):
        return redirect(address(place, found))
    shown = present_lesson(place, found, place.words_of(found))
    return render(request, "courses/lesson.html", {"lesson": shown})


@private
@require_POST
@login_required
def enrol(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Start the newest edition of a course. Its page then says what comes first."""
    place = place_or_404(request, slug)
    if place.enrolment is None:
        actions.enrol(
            by=signed_in(request), person=place.person, edition=place.edition, now=timezone.now()
        )
    return redirect("courses:course", slug=slug)


@private
@require_POST
@login_required
def done(request: HttpRequest, slug: str, lesson_slug: str) -> HttpResponseBase:
    """A lesson is done when its button is posted. What else counts says so itself."""
    place = place_or_404(request, slug)
    found = lesson_or_404(place, lesson_slug)
    if activity_kind(found.kind):
        raise Http404
    if place.enrolment is None:
        return redirect("courses:course", slug=slug)
    actions.record_completion(
        by=signed_in(request),
        person=place.person,
        edition=place.edition,
        lesson_key=found.lesson_key,
        now=timezone.now(),
    )
    return redirect(address_after(place, found))


@private
@require_POST
@login_required
def move(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Go on in the newest edition."""
    place = place_or_404(request, slug)
    if place.enrolment is None:
        raise Http404
    try:
        moved = actions.move_to_current_edition(
            by=signed_in(request), enrolment=place.enrolment, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        number = {"number": moved.edition.number}
        messages.success(
            request, _("You are on edition %(number)d now. What you have done is kept.") % number
        )
    return redirect("courses:course", slug=slug)
