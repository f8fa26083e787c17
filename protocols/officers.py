"""Who holds which role."""

from datetime import date

from django.db.models import QuerySet

from people.models import RoleAssignment, User


def officers_with(*roles: str, day: date) -> QuerySet[User]:
    """Everybody who signs in and holds one of `roles` on `day`."""
    held = RoleAssignment.objects.held_on(day).filter(role__in=roles)
    return User.objects.filter(is_active=True, role_assignments__in=held).distinct().order_by("pk")
