"""Finding who may stand on two rosters. Only pointing them out: nobody is joined here."""

from collections import defaultdict
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase

from django.db.models import Exists, OuterRef
from django.db.models.functions import Upper

from people.imports.models import LikelyDuplicate
from people.models import Person, StaffRecord

_ASCII_UPPER = str.maketrans(ascii_lowercase, ascii_uppercase)


def note_duplicates(added: Sequence[StaffRecord]) -> None:
    """Write down, for each newcomer, the persons with the same address, or name and sex.

    Two queries and one insert for the whole batch. A pair that was decided before stays decided.
    """
    pairs = {**_same_names(added), **_same_addresses(added)}
    LikelyDuplicate.objects.bulk_create(
        [
            LikelyDuplicate(first_id=first, second_id=second, why=why)
            for (first, second), why in pairs.items()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _same_addresses(added: Sequence[StaffRecord]) -> dict[tuple[int, int], str]:
    """Addresses are shared (a clinic's own), so the last names must agree, too."""
    by_email: defaultdict[str, list[StaffRecord]] = defaultdict(list)
    for record in added:
        if record.email:
            by_email[record.email].append(record)
    others = StaffRecord.objects.filter(email__in=list(by_email)).select_related("person")
    return {
        _pair(record.person_id, other.person_id): LikelyDuplicate.Why.EMAIL
        for other in others
        for record in by_email[other.email]
        if other.person_id != record.person_id
        and _last_word(other.person) == _last_word(record.person)
    }


def _same_names(added: Sequence[StaffRecord]) -> dict[tuple[int, int], str]:
    """On rosters of other agencies: below one agency, staff numbers tell namesakes apart."""
    by_name: defaultdict[str, list[StaffRecord]] = defaultdict(list)
    for record in added:
        by_name[record.person.legal_name.upper()].append(record)
    # SQLite makes only ASCII letters large.
    keys = {*by_name, *(record.person.legal_name.translate(_ASCII_UPPER) for record in added)}
    own = {record.root_agency_id for record in added}
    at_home = StaffRecord.objects.filter(person=OuterRef("pk"), root_agency__in=own)
    others = Person.objects.alias(key=Upper("legal_name")).filter(~Exists(at_home), key__in=keys)
    return {
        _pair(record.person_id, pk): LikelyDuplicate.Why.NAME
        for pk, name, sex in others.values_list("pk", "legal_name", "sex")
        for record in by_name[name.upper()]
        if pk != record.person_id and _sexes_agree(sex, record.person.sex)
    }


def _sexes_agree(one: str, other: str) -> bool:
    return one == other or Person.Sex.NOT_STATED in {one, other}


def _last_word(person: Person) -> str:
    return person.legal_name.rpartition(" ")[2].casefold()


def _pair(one: int, other: int) -> tuple[int, int]:
    return (min(one, other), max(one, other))
