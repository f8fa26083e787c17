"""Checking a certificate without an account, and one's own record."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import limiter, machine
from certificates.credentials.paper import paper_at_hand, signed_text
from certificates.earlier.presenters import EarlierCard, earlier_card
from certificates.elsewhere.presenters import card
from certificates.errors import CannotPrint
from certificates.forms import CodeForm
from certificates.models import Certificate, ExternalCourse
from certificates.models.external import ExternalCourseQuerySet
from certificates.permissions import certificates_visible_to, earlier_of
from certificates.presenters import (
    course_item,
    facts,
    file_links,
    record_card,
    record_cards,
    signatures,
    successor_link,
    verdict,
)
from certificates.printing import SHEETS, compiled
from certificates.serials import grouped, is_serial, normalised
from certificates.transcript import (
    csv_header,
    csv_rows,
    earlier_csv_rows,
    pdf_data,
    transcript,
)
from courses.progress import progress_of_person
from foundation.formats.safe_csv import csv_response
from foundation.limits import WINDOW_SECONDS, takes_too_many_papers, wait_for_papers
from people.models import Person
from people.permissions import person_of


def _for_strangers(response: HttpResponse) -> HttpResponse:
    """Names stay out of search engines and shared caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _links() -> list[tuple[str, str]]:
    return [(_("Check another code"), reverse("certificates:verify_form"))]


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in; a code that can be one leads to its page."""
    form = CodeForm(request.GET) if "code" in request.GET else CodeForm()
    if form.is_bound and form.is_valid():
        return redirect("certificates:verify", code=grouped(form.cleaned_data["code"]))
    return _for_strangers(render(request, "certificates/verify_form.html", {"form": form}))


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Everything a certificate shows and what it is worth now; or, plainly, that there is none.

    A page, or JSON where the Accept header asks for it.
    """
    now = timezone.now()
    if limiter.is_exhausted(request, now):
        page = _unread(request, "verify_wait", {"state": "wait"}, status=429)
        page["Retry-After"] = str(WINDOW_SECONDS)
        return page
    known = Certificate.objects.with_life().select_related("printed")
    found = known.filter(code=normalised(code)).first()
    if found is None:
        limiter.count_miss(request, now)
        return _unread(request, "verify_unknown", machine.unknown(now), status=404)
    name = found.printed.legal_name
    if machine.wants_json(request):
        return _for_strangers(machine.by_accept(machine.answer(machine.known(found, name, now))))
    context = {
        "bare_links": _links(),
        "private": True,
        "verdict": verdict(found, now),
        "successor": successor_link(found),
        "rows": facts(found, name),
        "signatures": signatures(found),
        "files": file_links(found, name),
    }
    page = render(request, "certificates/verify.html", context)
    return _for_strangers(machine.by_accept(page))


def _unread(
    request: HttpRequest, template: str, said: dict[str, Any], *, status: int
) -> HttpResponse:
    """One shape for every code that opens nothing."""
    if machine.wants_json(request):
        return _for_strangers(machine.by_accept(machine.answer(said, status)))
    context = {"bare_links": _links(), "private": True}
    page = render(request, f"certificates/{template}.html", context, status=status)
    return _for_strangers(machine.by_accept(page))


def _earlier_cards(request: HttpRequest) -> list[EarlierCard]:
    today = timezone.localdate()
    return [earlier_card(one, today) for one in earlier_of(request.user)]


@require_safe
@login_required
def my_record(request: HttpRequest) -> HttpResponse:
    """One's certificates, and the courses one has begun."""
    now = timezone.now()
    mine = certificates_visible_to(request.user)
    person = person_of(request.user)
    courses = progress_of_person(person) if person else []
    context = {
        "cards": record_cards(mine, now),
        "earlier": _earlier_cards(request),
        "courses": [course_item(enrolment, progress) for enrolment, progress in courses],
        "elsewhere": [card(one) for one in _elsewhere(person)],
        "person": person,
    }
    return render(request, "certificates/record.html", context)


def _elsewhere(person: Person | None) -> ExternalCourseQuerySet:
    """One's courses taken elsewhere, whatever was said of them."""
    if person is None:
        return ExternalCourse.objects.none()
    return (
        ExternalCourse.objects.of_person(person.pk).with_state().select_related("person__same_as")
    )


def _accepted(person: Person | None) -> ExternalCourseQuerySet:
    return _elsewhere(person).accepted()


@require_safe
@login_required
def my_transcript(request: HttpRequest) -> HttpResponse:
    """One's certificates in a table, with the hours of learning by category."""
    mine, person = certificates_visible_to(request.user), person_of(request.user)
    context = {
        "transcript": transcript(mine, timezone.now(), _accepted(person)),
        "earlier": _earlier_cards(request),
        "name": person.legal_name if person else "",
        "today": timezone.localdate(),
    }
    return render(request, "certificates/transcript.html", context)


@require_safe
@login_required
def my_transcript_csv(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    mine, now = certificates_visible_to(request.user), timezone.now()
    name = f"transcript-{timezone.localdate(now)}.csv"
    rows = chain(
        csv_rows(mine, now, _accepted(person_of(request.user))),
        earlier_csv_rows(earlier_of(request.user)),
    )
    return csv_response(name, csv_header(), rows)


@require_safe
@login_required
def my_transcript_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same as a sheet of paper."""
    mine, person, now = (
        certificates_visible_to(request.user),
        person_of(request.user),
        timezone.now(),
    )
    shown, earlier = transcript(mine, now, _accepted(person)), _earlier_cards(request)
    if person is None or not (shown.rows or earlier):
        raise Http404
    if takes_too_many_papers(request, now):
        return wait_for_papers(request, instead=reverse("certificates:transcript"))
    today, language = timezone.localdate(now), get_language() or "en"
    data = pdf_data(shown, name=person.legal_name, today=today, language=language, earlier=earlier)
    try:
        sheet = compiled(SHEETS / "transcript.typ", data, at=now)
    except CannotPrint:
        messages.error(request, _("Our fonts lack a letter of the name. Print this page instead."))
        return redirect("certificates:transcript")
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="transcript-{today}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def pdf(request: HttpRequest, serial: str) -> HttpResponseBase:
    """One's own certificate as a PDF, set afresh from what was recorded."""
    if not is_serial(serial):
        raise Http404
    mine = certificates_visible_to(request.user).select_related("printed")
    certificate = get_object_or_404(mine, serial=serial)
    if certificate.revoked:
        message = _("This certificate was revoked, so it is not printed any more.")
        return _unprinted(request, certificate, message, status=410)
    if takes_too_many_papers(request, timezone.now()):
        page = reverse("certificates:verify", args=[grouped(certificate.code)])
        return wait_for_papers(request, instead=page)
    try:
        paper = paper_at_hand(certificate, credential=signed_text(certificate))
    except CannotPrint as refusal:
        return _unprinted(request, certificate, str(refusal), status=409)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{certificate.serial}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _unprinted(
    request: HttpRequest, certificate: Certificate, message: str, *, status: int
) -> HttpResponse:
    page = record_card(certificate, timezone.now()).page
    context = {"message": message, "page": page, "revoked": certificate.revoked}
    return render(request, "certificates/cannot_print.html", context, status=status)
