"""Courses taken elsewhere: claiming, recording, deciding, and the proof."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.actions.external import (
    add_external_course,
    decide_external_course,
    note_proof_fetched,
)
from certificates.elsewhere.forms import CourseForm, DecisionForm
from certificates.elsewhere.permissions import (
    can_keep_courses,
    can_record_for,
    courses_to_decide,
    courses_visible_to,
)
from certificates.elsewhere.presenters import card, facts, state_of, title_of
from certificates.elsewhere.proofs import TYPES
from certificates.models import ExternalCourse, ExternalProof, Programme
from foundation.errors import DomainError
from people.models import Person, User
from people.permissions import person_of, persons_visible_to

PER_PAGE = 50


def _user(request: HttpRequest) -> User:
    """Who is signed in. Raises Http404."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _add(request: HttpRequest, person: Person, back: str) -> HttpResponse:
    """The form, and the course once it is sent. One's own person claims, a keeper records."""
    sent = request.method == "POST"
    blank = ExternalCourse(person=person)
    form = CourseForm(request.POST or None, request.FILES or None, instance=blank)
    mine = person_of(request.user)
    claims = mine is not None and mine.pk == person.pk
    if sent and form.is_valid():
        proof = form.cleaned_data["file"]
        try:
            made = add_external_course(
                by=_user(request),
                key=form.cleaned_data["key"],
                course=form.save(commit=False),
                proof=proof,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            words = _("Sent. Your focal person is told.") if claims else _("Recorded.")
            messages.success(request, words)
            return redirect("elsewhere:course", made.uuid)
    context = {"form": form, "person": person, "claims": claims, "back": back}
    return render(request, "elsewhere/add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim(request: HttpRequest) -> HttpResponse:
    """Write down a course of one's own."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    return _add(request, person, "certificates:record")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """Record a course of somebody whom one keeps."""
    found = get_object_or_404(persons_visible_to(request.user), uuid=key)
    person = found.same_as or found
    if not can_record_for(request.user, person):
        raise Http404
    return _add(request, person, "elsewhere:list")


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Claims of people whom one keeps, the oldest first."""
    if not can_keep_courses(request.user):
        raise Http404
    found = courses_to_decide(request.user).order_by("recorded_at", "pk")
    page: Page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "cards": [card(one, who=True) for one in page]}
    return render(request, "elsewhere/list.html", context)


def _found(request: HttpRequest, key: UUID) -> ExternalCourse:
    return get_object_or_404(courses_visible_to(request.user), uuid=key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def course(request: HttpRequest, key: UUID) -> HttpResponse:
    """One course, and for a keeper the decision."""
    found, user = _found(request, key), _user(request)
    may_decide = can_record_for(user, found.person)
    form = DecisionForm(request.POST if request.method == "POST" else None, user=user)
    if may_decide and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            decide_external_course(
                by=user,
                course=found,
                accepted=said.pop("verdict") == "accepted",
                now=timezone.now(),
                **said,
            )
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Decided. Its holder is told."))
            return redirect("elsewhere:course", found.uuid)
    counts = Programme.objects.filter(pk=getattr(found, "last_counts_as", None) or 0).first()
    context = {
        "course": found,
        "title": title_of(found),
        "tag": state_of(found),
        "rows": facts(found, counts.title if counts else ""),
        "has_proof": ExternalProof.objects.filter(course=found).exists(),
        "form": form if may_decide else None,
    }
    return render(request, "elsewhere/course.html", context)


@require_safe
@login_required
def proof(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file that proves it, for its holder and their keepers. It is never shown inside a page."""
    found = _found(request, key)
    kept = get_object_or_404(ExternalProof, course=found)
    note_proof_fetched(by=_user(request), course=found)
    response = HttpResponse(bytes(kept.content), content_type=TYPES[kept.ending])
    response["Content-Disposition"] = f'attachment; filename="proof.{kept.ending}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
