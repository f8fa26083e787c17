"""Which roles somebody holds today, and where.

One query reads them all with the user of a session; they are kept on the user object, so asking
again costs nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from foundation.audit.actors import Actor
from foundation.prepared import Prepared
from people.models import RoleAssignment, User

Viewer = Actor | AnonymousUser
_CACHE = "_firstline_held_roles"


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds today and where: below an agency's path, at a workplace, or everywhere."""

    role: str
    agency_path: str | None
    workplace_id: int | None


def held_roles(user: Viewer) -> tuple[HeldRole, ...]:
    """The roles a user holds today with their scopes. Nobody's, for the system and strangers."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    cached: tuple[HeldRole, ...] | None = getattr(user, _CACHE, None)
    if cached is None:
        rows = RoleAssignment.objects.filter(user=user).held_on(timezone.localdate())
        cached = tuple(
            HeldRole(role, path, workplace)
            for role, path, workplace in rows.values_list("role", "agency__path", "workplace_id")
        )
        setattr(user, _CACHE, cached)
    return cached


def _user_beside_roles(user: int, today: date) -> "QuerySet[User]":
    """A user, once for each role they hold on a day, or once without any."""
    held = Q(role_assignments__ends_on__isnull=True) | Q(role_assignments__ends_on__gte=today)
    users = User.objects.filter(pk=user).select_related("person__same_as")
    return users.annotate(
        held=FilteredRelation(
            "role_assignments", condition=held & Q(role_assignments__starts_on__lte=today)
        ),
        held_role=F("held__role"),
        held_path=F("held__agency__path"),
        held_workplace=F("held__workplace"),
    )


_USER = Prepared[User](_user_beside_roles, user=int, today=date)


def user_with_roles(user_id: int) -> User | None:
    """The user of a session with their person and the roles they hold today, in one query."""
    rows = _USER.rows(user=user_id, today=timezone.localdate())
    if not rows:
        return None
    roles = (HeldRole(r.held_role, r.held_path, r.held_workplace) for r in rows if r.held_role)  # type: ignore[attr-defined]
    setattr(rows[0], _CACHE, tuple(roles))
    return rows[0]


def forget_roles(user: User) -> None:
    """Read the roles of this user object afresh when next asked."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)
