"""What the pages about likely duplicates say, from objects that are loaded already."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.imports.models import LikelyDuplicate
from people.models import Person, StaffRecord
from people.presenters import place_of, span_of


@dataclass(frozen=True)
class PairRow:
    """A line of the list."""

    pk: int
    first: str
    second: str
    agencies: str
    why: str


@dataclass(frozen=True)
class SideCard:
    """One of the two, as it is compared. `leads`: the other would point to this one."""

    name: str
    facts: list[tuple[str, str]]
    leads: bool


def _agencies(records: Iterable[StaffRecord]) -> list[str]:
    return list(dict.fromkeys(record.agency.name for record in records))


def pair_row(pair: LikelyDuplicate) -> PairRow:
    """A pair in the list. Staff records with their agencies are prefetched."""
    records = [*pair.first.staff_records.all(), *pair.second.staff_records.all()]
    return PairRow(
        pk=pair.pk,
        first=pair.first.legal_name,
        second=pair.second.legal_name,
        agencies="; ".join(_agencies(records)),
        why=str(pair.get_why_display()),
    )


def side_card(
    person: Person, records: list[StaffRecord], *, signs_in: bool, leads: bool
) -> SideCard:
    """What is known of one of the two. Postings are prefetched."""
    postings = [posting for record in records for posting in record.postings.all()]
    postings.sort(key=lambda posting: posting.starts_on, reverse=True)
    service = "; ".join(f"{place_of(posting)}, {span_of(posting)}" for posting in postings)
    facts = [
        (_("Name to be called by"), person.call_name),
        (_("Sex"), str(person.get_sex_display())),
        (_("Agency"), "; ".join(_agencies(records))),
        (_("Staff number"), "; ".join(str(record) for record in records)),
        (_("E-mail address on the roster"), "; ".join(filter(None, (r.email for r in records)))),
        (_("Service"), service),
        (_("Signs in"), _("Yes") if signs_in else _("No")),
    ]
    return SideCard(person.legal_name, [(key, value or "–") for key, value in facts], leads)
