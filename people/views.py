"""The roster of a focal person, a supervisor, or whoever may see all names."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.audit.actions import record
from foundation.audit.actors import actor_of
from foundation.errors import DomainError
from foundation.formats.safe_csv import csv_response
from foundation.formats.safe_xlsx import xlsx_response
from people import actions, exporting
from people.models import StaffRecord
from people.permissions import (
    can_add_somebody,
    can_export_roster,
    can_open_roster,
    can_remind,
    staff_visible_to,
)
from people.presenters import name_found, roster_row
from people.queries import formerly, search_staff, with_places
from people.roster_forms import RosterFilter
from people.states import HERE, in_state, standing_of

PER_PAGE = 50
SUGGESTED, SHORTEST, MOST_TYPED = 8, 3, 100
_ROW = re.compile(r"\d{1,18}", re.ASCII)


def _filter(request: HttpRequest, data: QueryDict) -> RosterFilter:
    """The filter that `data` holds. A roster one has not, and a workplace of others, are not there."""
    if not can_open_roster(request.user):
        raise Http404
    form = RosterFilter(data, user=request.user)
    if not form.is_valid():
        raise Http404
    return form


@require_safe
@login_required
def roster(request: HttpRequest) -> HttpResponse:
    """People on the rosters the user keeps, with search, filters and order."""
    form, user, today = _filter(request, request.GET), request.user, timezone.localdate()
    records = form.narrow(staff_visible_to(user))
    page = Paginator(with_places(records), PER_PAGE).get_page(request.GET.get("page"))
    standing = standing_of({record.person.canonical_id for record in page}, today)
    former = formerly([record.person for record in page], form.cleaned_data["q"])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": form,
        "page": page,
        "rows": [
            roster_row(record, today, standing, former.get(record.person_id, "")) for record in page
        ],
        "query": query.urlencode(),
        "filtered": any(query.values()),
        "may_add": can_add_somebody(user),
        "may_remind": can_remind(user),
        "may_export": can_export_roster(user),
    }
    return render(request, "people/roster.html", context)


def _listed(request: HttpRequest) -> QuerySet[StaffRecord]:
    """Whom the list at the address in `query` shows."""
    data = QueryDict(request.POST.get("query", ""))
    return _filter(request, data).narrow(staff_visible_to(request.user))


@require_safe
@login_required
def suggest(request: HttpRequest) -> JsonResponse:
    """The best few of the user's own people for what is being typed: {"people": [{login, name}]}."""
    if not can_open_roster(request.user):
        raise Http404
    typed = request.GET.get("q", "").strip()[:MOST_TYPED]
    if len(typed) < SHORTEST:
        return JsonResponse({"people": []})
    seen = in_state(staff_visible_to(request.user), HERE, timezone.localdate())
    found = list(search_staff(seen, typed).select_related("person", "root_agency")[:SUGGESTED])
    former = formerly([record.person for record in found], typed)
    people = [
        {"login": str(record), "name": name_found(record.person, former.get(record.person_id, ""))}
        for record in found
    ]
    return JsonResponse({"people": people})


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the filtered list, as CSV or XLSX."""
    if not can_export_roster(request.user):
        raise Http404
    records, today = _listed(request), timezone.localdate()
    kind = "xlsx" if request.POST.get("format") == "xlsx" else "csv"
    user = actor_of(request)
    record(
        by=user,
        verb="people.roster_exported",
        obj=user,
        data={"rows": records.count(), "format": kind},
    )
    name, rows = f"people-{today}.{kind}", exporting.lines(records, today)
    if kind == "xlsx":
        return xlsx_response(name, _("People"), exporting.header(), rows)
    return csv_response(name, exporting.header(), rows)


@require_POST
@login_required
def remind(request: HttpRequest) -> HttpResponse:
    """Say first who would be reminded; with `confirm`, remind them."""
    if not can_remind(request.user):
        raise Http404
    everybody = "all" in request.POST
    chosen = [int(key) for key in request.POST.getlist("record") if _ROW.fullmatch(key)]
    records = _listed(request)
    records = records if everybody else records.filter(pk__in=chosen)
    query, by, now = request.POST.get("query", ""), actor_of(request), timezone.now()
    back = f"{reverse('people:roster')}?{query}"
    act = actions.remind if "confirm" in request.POST else actions.plan_reminding
    try:
        plan = act(by=by, records=records, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if not everybody and not chosen:
        messages.error(request, _("Tick the people to remind first."))
        return redirect(back)
    if act is actions.remind:
        messages.success(request, _reminded(len(plan.reached)))
        return redirect(back)
    context = {"plan": plan, "query": query, "chosen": chosen, "everybody": everybody, "back": back}
    return render(request, "people/remind.html", context)


def _reminded(count: int) -> str:
    return ngettext("%(count)d person was reminded.", "%(count)d people were reminded.", count) % {
        "count": count
    }
