"""Who decides about what a person says of themselves: their name, and courses taken elsewhere."""

from collections.abc import Iterable

from django.utils import timezone

from people.claims.permissions import keepers_of
from people.models import Person, StaffRecord, User
from people.permissions import can_see_names, person_of
from people.queries import secretariat_today


def deciders_for(person: Person) -> list[User]:
    """The focal persons of a canonical person's agencies; where there are none, officers who see names.

    Never the person.
    """
    records = StaffRecord.objects.active_on(timezone.localdate()).filter(person=person)
    found = {
        keeper
        for staff_record in records.select_related("agency")
        for keeper in keepers_of(staff_record.agency)
    }
    officers = (officer for officer in secretariat_today() if can_see_names(officer))
    return _others(found, person) or _others(officers, person)


def _others(users: Iterable[User], person: Person) -> list[User]:
    return [user for user in users if person_of(user) != person]
