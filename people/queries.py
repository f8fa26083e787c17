"""Questions about people that several rooms ask."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import (
    Exemption,
    Person,
    Posting,
    Role,
    RoleAssignment,
    StaffRecord,
    User,
    rows_of,
)
from people.rules import Days
from people.search import find_staff, formerly, search_persons, search_staff

__all__ = [
    "CANONICAL_PERSON",
    "account_of",
    "exempt_days",
    "exempt_on",
    "find_staff",
    "formerly",
    "other_records_of",
    "search_persons",
    "search_staff",
    "secretariat_today",
    "serves_on",
    "with_places",
]

_CANONICAL = Coalesce("staff_record__person__same_as", "staff_record__person")
# The primary key that registers and coverage use, for annotating what has a person.
CANONICAL_PERSON = Coalesce("person__same_as_id", "person_id")


def account_of(person: Person) -> User | None:
    """The sign-in of a human being: the canonical person's, else one of a joined duplicate's."""
    same = person.canonical_id
    accounts = User.objects.filter(person__in=rows_of(same))
    return min(accounts, key=lambda user: (user.person_id != same, user.pk), default=None)


def with_places(records: QuerySet[StaffRecord]) -> QuerySet[StaffRecord]:
    """Records with their person, agencies and standing postings: two queries for any number."""
    postings = Posting.objects.select_related("workplace__area", "cadre")
    return records.select_related("person", "agency", "root_agency").prefetch_related(
        Prefetch("postings", postings)
    )


def other_records_of(staff_record: StaffRecord) -> QuerySet[StaffRecord]:
    """Records of the same human being at other agencies that they have not left."""
    of_person = StaffRecord.objects.of(staff_record.person)
    return of_person.active_on(timezone.localdate()).exclude(pk=staff_record.pk)


def serves_on(user: User, day: date) -> bool:
    """Is whoever signs in so in service that day: on a roster, or with a role for the nation?"""
    if not user.is_active:
        return False
    if user.person and StaffRecord.objects.of(user.person).active_on(day).exists():
        return True
    national = RoleAssignment.objects.filter(user=user, agency=None, workplace=None)
    return national.held_on(day).exists()


def exempt_on(day: date) -> QuerySet[Exemption, int]:
    """Keys of the canonical persons of whom nothing is asked on `day`, for use in a filter."""
    in_force = Exemption.objects.in_force(day).annotate(canonical=_CANONICAL)
    return in_force.values_list("canonical", flat=True)


def exempt_days(person_ids: Iterable[int]) -> dict[int, list[Days]]:
    """The exempt days of these canonical persons, each as (first, last). One query."""
    found: dict[int, list[Days]] = {}
    rows = Exemption.objects.standing().annotate(canonical=_CANONICAL)
    wanted = rows.filter(canonical__in=set(person_ids)).order_by("starts_on", "pk")
    for person, first, last in wanted.values_list("canonical", F("starts_on"), F("ends_on")):
        found.setdefault(person, []).append((first, last))
    return found


def secretariat_today() -> Iterable[User]:
    """The officers of the Secretariat who hold that role today."""
    held = RoleAssignment.objects.held_on(timezone.localdate()).filter(role=Role.SECRETARIAT)
    return User.objects.filter(is_active=True, role_assignments__in=held).distinct()
