"""A person's page, and the pages that change one person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit.actors import actor_of
from people.claims.permissions import records_to_renew
from people.keeping.adding import AddForm
from people.keeping.agency_form import can_change_agency
from people.keeping.changes import EXEMPTION, POSTING, RECORD, Change
from people.keeping.forms import ChangeForm
from people.keeping.history import history_of
from people.keeping.presenters import record_card
from people.models import Exemption, Person, Posting, StaffRecord, User
from people.permissions import (
    can_add_somebody,
    can_manage_person,
    can_manage_record,
    can_open_roster,
    can_see_names,
    person_of,
    persons_visible_to,
    staff_visible_to,
)
from people.queries import account_of, with_places
from people.sections import parts_for


def _user(request: HttpRequest) -> User:
    user = actor_of(request)
    assert isinstance(user, User)
    return user


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_current(user: User, found: Person, records: list[StaffRecord]) -> bool:
    """What they learn and when they sign in is not for those whose rosters they have left."""
    if person_of(user) == (found.same_as or found) or can_see_names(user):
        return True
    return any(record.is_active_on(timezone.localdate()) for record in records)


@require_safe
@login_required
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person of the roster: where they serve and served, what is due, done and lapsed."""
    user, today = _user(request), timezone.localdate()
    if not can_open_roster(user):
        raise Http404
    found = get_object_or_404(persons_visible_to(user).select_related("same_as"), uuid=key)
    records = list(with_places(staff_visible_to(user).filter(person=found)))
    keeps = {record.pk: can_manage_record(user, record) for record in records}
    exemptions = list(Exemption.objects.standing().filter(staff_record__in=records))
    kept = [record for record in records if keeps[record.pk]]
    current = _is_current(user, found, records)
    context = {
        "person": found,
        "cards": [
            record_card(
                record,
                today=today,
                keeps=keeps[record.pk],
                exemptions=exemptions,
                elsewhere=keeps[record.pk] and can_change_agency(user, record),
            )
            for record in records
        ],
        "former_names": found.former_names.all(),
        "record": kept[0] if kept else None,
        "renames": can_manage_person(user, found),
        "current": current,
        "account": account_of(found) if current else None,
        "renew": records_to_renew(user).filter(pk__in=[record.pk for record in kept]).first(),
        "parts": parts_for(user, found.same_as or found, today) if current else [],
        "history": history_of(found, kept, user) if kept else [],
    }
    return render(request, "people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Add one person to a roster."""
    user = _user(request)
    if not can_add_somebody(user):
        raise Http404
    form = AddForm(_sent(request), user=user)
    if request.method == "POST" and form.saved() and form.record:
        messages.success(request, _("They are on the roster."))
        return redirect("people:person", form.record.person.uuid)
    return render(request, "people/add.html", {"form": form})


def _kept(user: User, key: UUID, record: int) -> StaffRecord:
    """The record at this address. What one does not keep is not there."""
    rows = staff_visible_to(user).filter(person__uuid=key)
    found = get_object_or_404(
        rows.select_related("person__same_as", "agency", "root_agency"), pk=record
    )
    if not can_manage_record(user, found):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_record(request: HttpRequest, key: UUID, record: int, change: str) -> HttpResponse:
    """A change to one agency's record of a person."""
    user = _user(request)
    found, kind = _kept(user, key, record), RECORD[change]
    form = kind.form(_sent(request), user=user, record=found)
    return _answer(request, kind, form, change)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_posting(
    request: HttpRequest, key: UUID, record: int, posting: int, change: str
) -> HttpResponse:
    """A change to one posting."""
    user = _user(request)
    rows = Posting.objects.filter(staff_record=_kept(user, key, record))
    found = get_object_or_404(
        rows.select_related(
            "workplace__area", "workplace__agency", "cadre", "staff_record__person__same_as"
        ),
        pk=posting,
    )
    form = POSTING[change].form(_sent(request), user=user, posting=found)
    return _answer(request, POSTING[change], form, change, posting=found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_exemption(
    request: HttpRequest, key: UUID, record: int, exemption: int, change: str
) -> HttpResponse:
    """A change to one exemption."""
    user = _user(request)
    rows = Exemption.objects.standing().filter(staff_record=_kept(user, key, record))
    found = get_object_or_404(rows.select_related("staff_record__person"), pk=exemption)
    form = EXEMPTION[change].form(_sent(request), user=user, exemption=found)
    return _answer(request, EXEMPTION[change], form, change, exemption=found)


def _answer(
    request: HttpRequest, kind: Change, form: ChangeForm, change: str, **about: object
) -> HttpResponse:
    """The form's page, or the person's page once its action has agreed."""
    person = form.record.person
    if request.method == "POST" and form.saved():
        messages.success(request, str(kind.done))
        return redirect("people:person", person.uuid)
    context = {"form": form, "kind": kind, "change": change, "person": person, **about}
    return render(request, "people/change.html", context)
