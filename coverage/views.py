"""The coverage page and its CSV: one report, two forms."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.holding import counted_instead
from coverage.folding import folds
from coverage.forms import ViewForm
from coverage.models import Requirement
from coverage.permissions import can_require, can_see_coverage, requirements_visible_to
from coverage.presenters import csv_header, csv_rows, page
from coverage.queries import facts_on
from coverage.report import Report, build
from foundation.formats.safe_csv import csv_response
from people.permissions import agencies_visible_to


@dataclass(frozen=True)
class Chosen:
    """A report as the reader asked for it."""

    requirement: Requirement
    report: Report
    form: ViewForm
    choices: dict[str, str]


def _choose(request: HttpRequest) -> Chosen | None:
    """Read the address and make its report. None: no requirement yet. 404 for who may not see it."""
    if not can_see_coverage(request.user):
        raise Http404
    agencies = list(agencies_visible_to(request.user))
    requirements = list(requirements_visible_to(request.user, agencies).select_related("programme"))
    if not requirements:
        return None
    wanted = request.GET.get("requirement", "")
    requirement = next((r for r in requirements if str(r.pk) == wanted), requirements[0])
    today = timezone.localdate()
    # The day decides what is read, and what was read decides which agencies can be chosen.
    first = ViewForm(request.GET, today=today, requirements=requirements)
    first.is_valid()
    facts = facts_on(requirement, first.cleaned_data.get("day") or today, agencies)
    form = ViewForm(
        request.GET,
        today=today,
        requirements=requirements,
        units=facts.units,
        parishes=facts.parishes,
    )
    form.is_valid()
    choices = _choices(form, requirement)
    report = build(
        first.cleaned_data.get("day") or today,
        facts,
        agency=choices["agency"],
        parish=choices["parish"],
    )
    return Chosen(requirement, report, form, choices)


def _choices(form: ViewForm, requirement: Requirement) -> dict[str, str]:
    """What was validly chosen, for addresses of further views."""
    data: dict[str, Any] = form.cleaned_data
    return {
        "requirement": (data.get("requirement") and str(requirement.pk)) or "",
        "agency": data.get("agency", ""),
        "parish": data.get("parish", ""),
        "day": data["day"].isoformat() if data.get("day") else "",
    }


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Who is certified to screen: in all, by agency, parish and workplace."""
    chosen = _choose(request)
    if chosen is None:
        may_require = {"may_require": can_require(request.user)}
        return render(request, "coverage/nothing.html", may_require)
    only = chosen.form.cleaned_data.get("only", "")
    instead = counted_instead(chosen.requirement.programme)
    context = page(chosen.report, chosen.requirement, chosen.choices, only=only, instead=instead)
    context["form"] = chosen.form
    context["folds"] = folds(chosen.report, context["places"], chosen.choices, only)
    return render(request, "coverage/overview.html", context)


@require_safe
@login_required
def csv(request: HttpRequest) -> HttpResponseBase:
    """The numbers of the page with the same address; 400 for choices that are none."""
    chosen = _choose(request)
    if chosen is None:
        raise Http404
    if chosen.form.errors:
        # The page says what is wrong; a program would take today's numbers for what it asked.
        raise BadRequest("no such day, agency, parish or requirement")
    name = f"coverage-{chosen.report.day.isoformat()}.csv"
    return csv_response(name, csv_header(), csv_rows(chosen.report, chosen.requirement))
