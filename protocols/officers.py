"""Who holds which role, and whether two sign-ins are one human being."""

from datetime import date

from django.db.models import QuerySet

from people.models import RoleAssignment, User
from people.permissions import person_of


def officers_with(*roles: str, day: date) -> QuerySet[User]:
    """Everybody who signs in and holds one of `roles` on `day`."""
    held = RoleAssignment.objects.held_on(day).filter(role__in=roles)
    return User.objects.filter(is_active=True, role_assignments__in=held).distinct().order_by("pk")


def is_same_human(first: User, second: User) -> bool:
    """Two sign-ins of one human being are one officer."""
    if first == second:
        return True
    person = person_of(first)
    return person is not None and person == person_of(second)
