"""Putting many new people on rosters at once: `add_staff`, in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record_many
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.actions.persons import names_as_stored
from people.actions.postings import check_workplace
from people.actions.roster import number_as_stored
from people.models import Agency, Cadre, Person, Posting, StaffRecord, Workplace
from people.permissions import can_add_staff
from people.search import write_first_words


@dataclass(frozen=True)
class Newcomer:
    """What `add_staff` takes, for one of many."""

    legal_name: str
    number: str
    workplace: Workplace
    cadre: Cadre
    starts_on: date
    agency: Agency
    call_name: str = ""
    sex: str = Person.Sex.NOT_STATED
    language: str = "en"
    email: str = ""


@transaction.atomic
def add_many_staff(*, by: Actor, newcomers: Sequence[Newcomer]) -> list[Posting]:
    """Do what `add_staff` does for each of `newcomers`, all or nothing, in a few statements.

    Returns their postings in the same order, each with its staff record. Raises what `add_staff`
    raises; AlreadyThere if any staff number is taken.
    """
    for agency, workplace in {(new.agency, new.workplace) for new in newcomers}:
        require(
            can_add_staff(by, agency, workplace), _("You may add people to your own roster only.")
        )
        check_workplace(agency.root_id, workplace)
    persons = Person.objects.bulk_create([_person(new) for new in newcomers])
    write_first_words(persons)
    with once(_("This staff number is on the roster already.")):
        records = StaffRecord.objects.bulk_create(
            [_record(new, person) for new, person in zip(newcomers, persons, strict=True)]
        )
    postings = Posting.objects.bulk_create(
        [_posting(new, record) for new, record in zip(newcomers, records, strict=True)]
    )
    _write_down(by, newcomers, persons, postings)
    return postings


def _person(new: Newcomer) -> Person:
    legal, call = names_as_stored(new.legal_name, new.call_name)
    return Person(legal_name=legal, call_name=call, sex=new.sex, language=new.language)


def _record(new: Newcomer, person: Person) -> StaffRecord:
    return StaffRecord(
        person=person,
        agency=new.agency,
        root_agency_id=new.agency.root_id,
        number=number_as_stored(new.number),
        email=new.email.strip().lower(),
    )


def _posting(new: Newcomer, staff_record: StaffRecord) -> Posting:
    return Posting(
        staff_record=staff_record,
        workplace=new.workplace,
        cadre=new.cadre,
        starts_on=new.starts_on,
    )


def _write_down(
    by: Actor, newcomers: Sequence[Newcomer], persons: list[Person], postings: list[Posting]
) -> None:
    """The same audit rows as when people are added one by one."""
    record_many(by=by, verb="people.person_added", things=[(person, {}) for person in persons])
    record_many(
        by=by,
        verb="people.roster_added",
        things=[
            (posting.staff_record, {"person": person.pk, "agency": new.agency.code})
            for new, person, posting in zip(newcomers, persons, postings, strict=True)
        ],
    )
    record_many(
        by=by,
        verb="people.posting_opened",
        things=[
            (
                posting,
                {
                    "workplace": new.workplace.code,
                    "cadre": new.cadre.code,
                    "from": str(new.starts_on),
                },
            )
            for new, posting in zip(newcomers, postings, strict=True)
        ],
    )
