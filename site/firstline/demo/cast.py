"""The people of the demo: those who sign in, and their colleagues on the rosters."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from firstline.demo import texts
from firstline.demo.places import Places
from foundation.audit.actors import Actor
from people import actions
from people.models import Person, User
from people.passwords import DEMO_DOMAIN, DEMO_PASSWORD

ROLES = (
    "nurse",
    "teacher",
    "trainer",
    "specialist",
    "focal",
    "secretariat",
    "admin",
    "specialist2",
    "legal",
    "supervisor",
    "secretariat2",
)
COLLEAGUES_SINCE = date(2022, 9, 1)


def email_of(role: str) -> str:
    """The address that a demo role signs in with."""
    return f"{role}@{DEMO_DOMAIN}"


def user_of(role: str) -> User:
    """The account of a demo role, read afresh: rights are remembered on the object."""
    return User.objects.select_related("person").get(email=email_of(role))


def load_accounts(*, by: Actor, places: Places, since: date) -> None:
    """Everyone who signs in, with roster row, posting and roles held from `since`."""
    accounts = texts.people()["accounts"]
    for role in ROLES:
        row = accounts[role]
        person = load_one(by, places, row)
        user = actions.open_account(by=by, person=person, password=None, email=email_of(role))
        for given in row.get("roles", []):
            actions.give_role(
                by=by,
                user=user,
                role=given["role"],
                starts_on=since,
                agency=places.agencies.get(given.get("agency", "")),
                workplace=places.workplaces.get(given.get("workplace", "")),
            )
    _set_the_printed_password()


def _set_the_printed_password() -> None:
    """One hash for all: the password is public, and hashing it well eleven times takes a second."""
    emails = [email_of(role) for role in ROLES]
    User.objects.filter(email__in=emails).update(password=make_password(DEMO_PASSWORD))


def load_certified_person(*, by: Actor, places: Places) -> Person:
    """Who is certified before the story begins. She has no account."""
    return load_one(by, places, texts.people()["certified"])


def load_colleagues(*, by: Actor, places: Places) -> None:
    """People on rosters without an account."""
    for group in texts.people()["colleagues"]:
        posting = {
            "workplace": group["workplace"],
            "cadre": group["cadre"],
            "starts_on": COLLEAGUES_SINCE,
        }
        for number, name in group["people"].items():
            row = {
                "legal_name": name,
                "staff": {
                    "agency": group["agency"],
                    "number": number,
                    "email": group.get("emails", {}).get(number, ""),
                },
                "posting": posting,
            }
            load_one(by, places, row)


def load_one(by: Actor, places: Places, row: dict[str, Any]) -> Person:
    """A person as a row describes them, with roster row and posting where it has them."""
    person = actions.add_person(
        by=by,
        legal_name=row["legal_name"],
        call_name=row.get("call_name", ""),
        sex=row.get("sex", Person.Sex.NOT_STATED),
    )
    if staff := row.get("staff"):
        staff_record = actions.add_to_roster(
            by=by,
            person=person,
            agency=places.agencies[staff["agency"]],
            number=staff["number"],
            email=staff.get("email", ""),
        )
        if posting := row.get("posting"):
            actions.open_posting(
                by=by,
                staff_record=staff_record,
                workplace=places.workplaces[posting["workplace"]],
                cadre=places.cadres[posting["cadre"]],
                starts_on=posting["starts_on"],
            )
    return person
