"""The keeper of a roster accepts, corrects or refuses a request to join."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people import actions
from people.claims.actions.joining import JOIN, close
from people.claims.errors import CannotAsk
from people.claims.models import JoinRequest, has_sign_in
from people.claims.permissions import can_decide, is_on_a_roster, still_on_the_roster
from people.errors import OutOfPlace
from people.models import Agency, Cadre, Person, StaffRecord, Workplace
from people.permissions import Viewer, can_manage_roster, person_of
from people.rules import normal_number


def record_to_link(user: Viewer, agency: Agency, number: str) -> StaffRecord | None:
    """The record under this number, if the user keeps it and nobody signs in with it yet."""
    same = StaffRecord.objects.filter(~has_sign_in(), still_on_the_roster())
    found = same.filter(root_agency=agency.root_id, number=normal_number(number) or "")
    match = found.select_related("person__same_as", "agency", "root_agency").first()
    return match if match and can_manage_roster(user, match.agency) else None


def _check(by: Actor, request: JoinRequest) -> Person:
    require(can_decide(by, request), _("You may decide requests to your own agency only."))
    # Two keepers at once: the second finds it decided.
    JoinRequest.objects.select_for_update().get(pk=request.pk)
    if is_on_a_roster(request.user):
        raise CannotAsk(_("This person has been put on a roster meanwhile. Refuse the request."))
    person = person_of(request.user)
    assert person is not None, "Asking enters the person."
    return person


@transaction.atomic
def accept_request(
    *,
    by: Actor,
    request: JoinRequest,
    legal_name: str,
    number: str,
    workplace: Workplace,
    cadre: Cadre,
    starts_on: date,
    now: datetime,
) -> StaffRecord:
    """Put the person on the roster of the workplace's agency, with what the keeper says is right.

    Raises AlreadyThere for a number that is taken, OutOfPlace for a workplace of another agency,
    BadValue, AlreadyDecided.
    """
    person = _check(by, request)
    require(can_manage_roster(by, workplace.agency), _("That workplace is not of your agency."))
    if workplace.agency.root_id != request.agency.root_id:
        raise OutOfPlace(_("The person asked to join another agency."))
    _correct_name(person, legal_name)
    staff_record = actions.add_to_roster(
        by=JOIN, person=person, agency=workplace.agency, number=number, email=request.user.email
    )
    actions.open_posting(
        by=JOIN, staff_record=staff_record, workplace=workplace, cadre=cadre, starts_on=starts_on
    )
    _accepted(by, request, staff_record, now, linked=False)
    return staff_record


@transaction.atomic
def link_request(
    *, by: Actor, request: JoinRequest, staff_record: StaffRecord, now: datetime
) -> StaffRecord:
    """Say that the person is the one of a record on the roster that nobody signs in with.

    The person with the sign-in becomes the canonical one, so that nothing learned is lost; no row
    moves. Raises OutOfPlace if the record may not be linked, AlreadyDecided.
    """
    person = _check(by, request)
    if record_to_link(by, request.agency, staff_record.number) != staff_record:
        raise OutOfPlace(
            _("This record cannot be linked: it has a sign-in, or is not on your roster.")
        )
    known = staff_record.person.same_as or staff_record.person
    _correct_name(person, known.legal_name)
    actions.join_persons(by=JOIN, duplicate=known, canonical=person)
    _accepted(by, request, staff_record, now, linked=True)
    return staff_record


def _correct_name(person: Person, legal_name: str) -> None:
    actions.change_person(
        by=JOIN,
        person=person,
        legal_name=legal_name,
        call_name=person.call_name,
        sex=person.sex,
        language=person.language,
        # What somebody typed of themselves stood on no roster.
        keep_former=False,
    )


def _accepted(
    by: Actor, request: JoinRequest, staff_record: StaffRecord, now: datetime, *, linked: bool
) -> None:
    accepted = JoinRequest.Outcome.ACCEPTED
    close(request, outcome=accepted, decided_at=now, staff_record=staff_record)
    record(
        by=by,
        verb="claims.join_accepted",
        obj=request,
        data={"record": staff_record.pk, "linked": linked},
    )
    notify(
        by=by,
        to=request.user,
        kind="join_accepted",
        subject=_("You are on your agency's roster"),
        body=_("What you learn counts from now on. You can also sign in with your staff number."),
        link=reverse("joining:page"),
        key=f"join:{request.uuid}:decided",
    )


@transaction.atomic
def refuse_request(
    *, by: Actor, request: JoinRequest, reason: str, note: str, now: datetime
) -> None:
    """Refuse with a reason, which the person is told. They keep their sign-in. Raises AlreadyDecided."""
    require(can_decide(by, request), _("You may decide requests to your own agency only."))
    refused = JoinRequest.Outcome.REFUSED
    close(
        request,
        outcome=refused,
        decided_at=now,
        reason=JoinRequest.Reason(reason),
        note=" ".join(note.split())[:200],
    )
    record(by=by, verb="claims.join_refused", obj=request, data={"reason": reason})
    notify(
        by=by,
        to=request.user,
        kind="join_refused",
        subject=_("Your request to join was refused"),
        body=_("The reason stands on the page. You can correct your details and ask again."),
        link=reverse("joining:page"),
        key=f"join:{request.uuid}:decided",
    )
