"""What the roster pages say, from objects that are loaded already."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people import states
from people.models import Person, Posting, StaffRecord

Tag = tuple[str, str]


@dataclass(frozen=True)
class RosterRow:
    """One line of a roster."""

    pk: int
    key: str
    name: str
    number: str
    agency: str
    places: list[str]
    tags: list[tuple[str, str]] = field(default_factory=list)
    formerly: str = ""


def name_found(person: Person, former: str) -> str:
    """ "Nadine Clarke, formerly Nadine Brown", where the second is what was looked for."""
    if not former:
        return person.legal_name
    return _("%(name)s, formerly %(former)s") % {"name": person.legal_name, "former": former}


def place_of(posting: Posting) -> str:
    """ "Hill Top Clinic, Nurse"."""
    return f"{posting.workplace.name}, {posting.cadre.name}"


def span_of(posting: Posting) -> str:
    """ "since 1 April 2020", or with its end."""
    start = date_format(posting.starts_on, "j F Y")
    if posting.ends_on is None:
        return _("since %(start)s") % {"start": start}
    end = date_format(posting.ends_on, "j F Y")
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def is_open(posting: Posting, day: date) -> bool:
    """Does the posting include `day`?"""
    return posting.starts_on <= day and (posting.ends_on is None or posting.ends_on >= day)


def roster_row(
    record: StaffRecord, day: date, standing: states.Standing, former: str = ""
) -> RosterRow:
    """A roster line with the places where the person serves on `day`. Postings are prefetched.

    `former` is the name of before by which they were found.
    """
    return RosterRow(
        pk=record.pk,
        key=str(record.person.uuid),
        name=record.person.legal_name,
        number=str(record),
        agency=record.agency.name,
        places=[place_of(posting) for posting in record.postings.all() if is_open(posting, day)],
        tags=roster_tags(record, day, standing),
        formerly=former,
    )


def roster_tags(record: StaffRecord, day: date, standing: states.Standing) -> list[Tag]:
    """In words, what is special about a record: leaving first, then what is due or lapsed."""
    person = record.person.canonical_id
    tags = leaving_tags(record, day)
    if tags and (record.left_on is None or record.left_on < day):
        return tags
    if standing.has(states.EXEMPT, person):
        tags.append((_("Exempt"), "info"))
    tags += [
        (str(state.tag), state.tone)
        for state in states.person_states()
        if standing.has(state.key, person)
    ]
    if standing.has(states.NO_SIGN_IN, person):
        tags.append((_("No sign-in"), "info"))
    return tags


def leaving_tags(record: StaffRecord, day: date) -> list[Tag]:
    """That somebody has left, or will; nothing for everybody else."""
    if record.left_on is None:
        return []
    past = record.left_on < day or record.access_ended_at is not None
    words = _("Left on %(day)s") if past else _("Leaves on %(day)s")
    return [(words % {"day": date_format(record.left_on, "j F Y")}, "due")]
