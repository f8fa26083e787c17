"""The smallest valid persons, places and accounts, with fixed readable values."""

from datetime import date
from itertools import count

from allauth.account.models import EmailAddress

from foundation.audit.actors import SYSTEM
from people import actions
from people.models import (
    Agency,
    Area,
    Cadre,
    Establishment,
    Person,
    Posting,
    StaffRecord,
    User,
    Workplace,
)

PASSWORD = "correct horse battery"
LONG_AGO = date(2020, 4, 1)
_serial = count(1)


def make_area(
    code: str = "st-thomas",
    name: str = "St Thomas",
    kind: str = Area.Kind.PARISH,
    parent: Area | None = None,
) -> Area:
    """The area of this code, made if it is missing."""
    found = Area.objects.filter(code=code).first()
    return found or actions.add_area(by=SYSTEM, code=code, name=name, kind=kind, parent=parent)


def make_agency(code: str = "MOE", name: str = "", parent: Agency | None = None) -> Agency:
    """The agency of this code, made if it is missing."""
    found = Agency.objects.filter(code=code).first()
    return found or actions.add_agency(
        by=SYSTEM, code=code, name=name or f"Agency {code}", parent=parent
    )


def make_cadre(code: str = "nurse", name: str = "") -> Cadre:
    """The cadre of this code, made if it is missing."""
    found = Cadre.objects.filter(code=code).first()
    return found or actions.add_cadre(by=SYSTEM, code=code, name=name or code.capitalize())


def make_workplace(
    code: str = "",
    name: str = "Hill Top Clinic",
    agency: Agency | None = None,
    area: Area | None = None,
) -> Workplace:
    return actions.add_workplace(
        by=SYSTEM,
        code=code or f"workplace-{next(_serial)}",
        name=name,
        agency=agency or make_agency(),
        area=area or make_area(),
    )


def make_establishment(
    agency: Agency | None = None,
    cadre: Cadre | None = None,
    funded: int = 5,
    filled: int = 4,
    counted_on: date = LONG_AGO,
    area: Area | None = None,
    workplace: Workplace | None = None,
) -> Establishment:
    return actions.record_establishment(
        by=SYSTEM,
        agency=agency or (workplace.agency if workplace else make_agency()),
        cadre=cadre or make_cadre(),
        counted_on=counted_on,
        funded=funded,
        filled=filled,
        area=area,
        workplace=workplace,
    )


def make_person(
    legal_name: str = "Marva Delphine Brown", call_name: str = "", sex: str = Person.Sex.FEMALE
) -> Person:
    return actions.add_person(by=SYSTEM, legal_name=legal_name, call_name=call_name, sex=sex)


def make_staff_record(
    person: Person | None = None, agency: Agency | None = None, number: str = "", email: str = ""
) -> StaffRecord:
    return actions.add_to_roster(
        by=SYSTEM,
        person=person or make_person(),
        agency=agency or make_agency(),
        number=number or f"{next(_serial):05d}",
        email=email,
    )


def make_posting(
    staff_record: StaffRecord | None = None,
    workplace: Workplace | None = None,
    cadre: Cadre | None = None,
    starts_on: date = LONG_AGO,
) -> Posting:
    """A posting since long ago. Without a staff record, of a new person of the workplace's agency."""
    if workplace is None:
        workplace = make_workplace(agency=staff_record.agency if staff_record else None)
    return actions.open_posting(
        by=SYSTEM,
        staff_record=staff_record or make_staff_record(agency=workplace.agency),
        workplace=workplace,
        cadre=cadre or make_cadre(),
        starts_on=starts_on,
    )


def make_user(
    role: str | None = None,
    *,
    person: Person | None = None,
    email: str = "",
    password: str = PASSWORD,
    agency: Agency | None = None,
    workplace: Workplace | None = None,
    verified: bool = True,
) -> User:
    """A person with a sign-in and, if named, a role held since long ago."""
    user = actions.open_account(
        by=SYSTEM, person=person or make_person(), password=password, email=email
    )
    if email and not verified:
        EmailAddress.objects.filter(user=user).update(verified=False)
    if role:
        give(user, role, agency=agency, workplace=workplace)
    return user


def give(
    user: User,
    role: str,
    *,
    agency: Agency | None = None,
    workplace: Workplace | None = None,
    starts_on: date = LONG_AGO,
) -> None:
    """Give a role held since long ago."""
    actions.give_role(
        by=SYSTEM, user=user, role=role, starts_on=starts_on, agency=agency, workplace=workplace
    )
