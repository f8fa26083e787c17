"""States by which a roster is filtered and its lines are marked.

Own states speak of records; other rooms register what they know of persons (due, lapsed) in their
`AppConfig.ready()`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Person, StaffRecord, User
from people.queries import CANONICAL_PERSON, exempt_on

Words = str | Promise


@dataclass(frozen=True)
class PersonState:
    """A state of persons, known to another room.

    `persons` gives the keys of canonical persons as a query whose rows are called `canonical`.
    `asks` says that something waits for them, so that they may be reminded.
    """

    key: str
    label: Words
    tag: Words
    tone: str
    persons: Callable[[date], QuerySet]
    asks: bool = False


_registered: dict[str, PersonState] = {}


def register(state: PersonState) -> None:
    """Add a state to every roster. A second registration of a key replaces the first."""
    _registered[state.key] = state


def person_states() -> list[PersonState]:
    """The states of other rooms, in the order in which they registered."""
    return list(_registered.values())


HERE, LEFT, EXEMPT, NO_SIGN_IN, EVERYBODY = "", "left", "exempt", "no_sign_in", "all"


def choices() -> list[tuple[str, Words]]:
    """What a roster can be narrowed to."""
    return [
        (HERE, _("Everybody here")),
        *((state.key, state.label) for state in person_states()),
        (EXEMPT, _("Exempt today")),
        (NO_SIGN_IN, _("Without a sign-in")),
        (LEFT, _("Have left")),
        (EVERYBODY, _("Everybody, also who has left")),
    ]


def in_state(records: QuerySet[StaffRecord], key: str, day: date) -> QuerySet[StaffRecord]:
    """The records in the state `key` on `day`. All states but two are of people who have not left."""
    if key == EVERYBODY:
        return records
    here = Q(left_on__isnull=True) | Q(left_on__gte=day, access_ended_at__isnull=True)
    if key == LEFT:
        return records.exclude(here)
    records = records.filter(here)
    if key == NO_SIGN_IN:
        return records.exclude(canonical_in(with_account()))
    if key == EXEMPT:
        return records.filter(canonical_in(exempt_on(day)))
    if state := _registered.get(key):
        return records.filter(canonical_in(state.persons(day)))
    return records


def canonical_in(persons: QuerySet) -> Q:
    """Records of these canonical persons, or of duplicates joined to them."""
    own = Person.objects.filter(same_as=None, pk__in=persons).values("pk")
    joined = Person.objects.filter(same_as__in=persons).values("pk")
    # Two conditions joined by OR over two tables would read every record.
    return Q(person__in=own.union(joined))


def with_account() -> QuerySet:
    """Canonical persons who can sign in."""
    accounts = User.objects.filter(is_active=True, person__isnull=False)
    return accounts.annotate(canonical=CANONICAL_PERSON).values_list("canonical", flat=True)


def among(persons: QuerySet, ids: Collection[int]) -> frozenset[int]:
    """Which of these canonical persons are in a state. One query."""
    return frozenset(persons.filter(canonical__in=ids))


@dataclass(frozen=True)
class Standing:
    """The states of the persons on one page of a roster, by the state's key."""

    having: Mapping[str, frozenset[int]]

    def has(self, key: str, person: int) -> bool:
        """Is this canonical person in the state?"""
        return person in self.having.get(key, frozenset())


def standing_of(ids: Collection[int], day: date) -> Standing:
    """The states of these canonical persons: one query a state."""
    queries = {state.key: state.persons(day) for state in person_states()}
    queries |= {EXEMPT: exempt_on(day), NO_SIGN_IN: with_account()}
    found = {key: among(query, ids) for key, query in queries.items()}
    found[NO_SIGN_IN] = frozenset(ids) - found[NO_SIGN_IN]
    return Standing(found)
