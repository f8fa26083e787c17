"""Putting people on rosters."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.actions.persons import enter_person
from people.actions.postings import begin_posting, check_workplace
from people.errors import BadValue
from people.models import Agency, Cadre, Person, StaffRecord, Workplace
from people.permissions import (
    can_add_staff,
    can_manage_person,
    can_manage_record,
    can_manage_roster,
)
from people.rules import normal_number


def number_as_stored(number: str) -> str:
    """A staff number as it is stored. Raises BadValue."""
    normal = normal_number(number)
    if normal is None:
        raise BadValue(_("A staff number has four to eight letters or digits."))
    return normal


def _put_on_roster(
    *, by: Actor, person: Person, agency: Agency, number: str, email: str
) -> StaffRecord:
    with once(_("This staff number is on the roster already.")):
        staff_record = StaffRecord.objects.create(
            person=person,
            agency=agency,
            root_agency_id=agency.root_id,
            number=number_as_stored(number),
            email=email.strip().lower(),
        )
    record(
        by=by,
        verb="people.roster_added",
        obj=staff_record,
        data={"person": person.pk, "agency": agency.code},
    )
    return staff_record


@transaction.atomic
def add_to_roster(
    *, by: Actor, person: Person, agency: Agency, number: str, email: str = ""
) -> StaffRecord:
    """Put a person on an agency's roster under a staff number, unique below the root agency.

    Who stands on another agency's roster is added by somebody who may change both: a roster opens
    a person's details. Raises BadValue for a number of another shape, AlreadyThere for one that is
    taken.
    """
    require(can_manage_roster(by, agency), _("You may change the roster of your own agency only."))
    require(
        can_manage_person(by, person),
        _("This person belongs to another agency. The Secretariat adds them to your roster."),
    )
    return _put_on_roster(by=by, person=person, agency=agency, number=number, email=email)


@transaction.atomic
def add_staff(
    *,
    by: Actor,
    legal_name: str,
    number: str,
    workplace: Workplace,
    cadre: Cadre,
    starts_on: date,
    call_name: str = "",
    sex: str = Person.Sex.NOT_STATED,
    language: str = "en",
    email: str = "",
    agency: Agency | None = None,
) -> StaffRecord:
    """Enter a new person, put them on the roster and post them, all or nothing.

    The roster is the workplace's agency's, unless another of the same tree is named. A supervisor
    may do so for the own workplace. Raises BadValue, AlreadyThere, OutOfPlace.
    """
    agency = agency or workplace.agency
    require(can_add_staff(by, agency, workplace), _("You may add people to your own roster only."))
    check_workplace(agency.root_id, workplace)
    person = enter_person(
        by=by, legal_name=legal_name, call_name=call_name, sex=sex, language=language
    )
    staff_record = _put_on_roster(by=by, person=person, agency=agency, number=number, email=email)
    begin_posting(
        by=by, staff_record=staff_record, workplace=workplace, cadre=cadre, starts_on=starts_on
    )
    return staff_record


@transaction.atomic
def change_staff(*, by: Actor, staff_record: StaffRecord, number: str, email: str) -> StaffRecord:
    """Correct the staff number or the roster's address. Raises BadValue, AlreadyThere.

    From then on the person signs in by the new number. What is the same already leaves no row.
    """
    require(
        can_manage_record(by, staff_record), _("You may change people on your own roster only.")
    )
    wanted = {"number": number_as_stored(number), "email": email.strip().lower()}
    changed = [field for field, value in wanted.items() if getattr(staff_record, field) != value]
    if not changed:
        return staff_record
    with once(_("This staff number is on the roster already.")):
        StaffRecord.objects.filter(pk=staff_record.pk).update(**{f: wanted[f] for f in changed})
    for field in changed:
        setattr(staff_record, field, wanted[field])
    data = {"fields": " ".join(changed)}
    record(by=by, verb="people.roster_changed", obj=staff_record, data=data)
    return staff_record
