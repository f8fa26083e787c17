"""Giving and ending roles, and mirroring them to Wagtail's groups."""

from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.errors import OutOfPlace, WrongDay
from people.holding import forget_roles
from people.models import Agency, Role, RoleAssignment, User, Workplace
from people.permissions import can_give_role, can_let_see_names
from people.registry import permissions_of

# The scope each role must have; the others hold for the whole nation.
_NEEDS_AGENCY = (Role.FOCAL,)
_NEEDS_WORKPLACE = (Role.SUPERVISOR,)


def _check_scope(role: str, agency: Agency | None, workplace: Workplace | None) -> None:
    if (role in _NEEDS_AGENCY) != (agency is not None):
        raise OutOfPlace(_("A focal person, and nobody else, is named for an agency."))
    if (role in _NEEDS_WORKPLACE) != (workplace is not None):
        raise OutOfPlace(_("A supervisor, and nobody else, is named for a workplace."))


@transaction.atomic
def give_role(
    *,
    by: Actor,
    user: User,
    role: str,
    starts_on: date,
    agency: Agency | None = None,
    workplace: Workplace | None = None,
) -> RoleAssignment:
    """Give a role from a day on. Focal persons need an agency, supervisors a workplace.

    Raises OutOfPlace for a wrong scope, AlreadyThere if it is held already.
    """
    require(can_give_role(by, role, agency, workplace), _("You may not give this role here."))
    return appoint(
        by=by, user=user, role=role, starts_on=starts_on, agency=agency, workplace=workplace
    )


@transaction.atomic
def appoint(
    *,
    by: Actor,
    user: User,
    role: str,
    starts_on: date,
    agency: Agency | None,
    workplace: Workplace | None,
) -> RoleAssignment:
    """Write a role, for actions that have asked a permission of their own. Raises as `give_role`."""
    _check_scope(role, agency, workplace)
    with once(_("This person holds the role already.")):
        given = RoleAssignment.objects.create(
            user=user, role=role, agency=agency, workplace=workplace, starts_on=starts_on
        )
    record(by=by, verb="people.role_given", obj=given, data={"user": user.pk, "role": str(role)})
    mirror_roles(user=user, today=timezone.localdate())
    return given


@transaction.atomic
def end_role(*, by: Actor, assignment: RoleAssignment, ends_on: date) -> RoleAssignment:
    """End a role with `ends_on` as its last day. Raises WrongDay for a day before it began."""
    require(
        can_give_role(by, assignment.role, assignment.agency, assignment.workplace),
        _("You may not end this role here."),
    )
    if ends_on < assignment.starts_on:
        raise WrongDay(_("The role cannot end before it began."))
    assignment.ends_on = ends_on
    assignment.save(update_fields=["ends_on"])
    record(
        by=by,
        verb="people.role_ended",
        obj=assignment,
        data={"user": assignment.user_id, "role": assignment.role},
    )
    mirror_roles(user=assignment.user, today=timezone.localdate())
    return assignment


def mirror_roles(*, user: User, today: date) -> None:
    """Put the user into the groups of the roles held today and out of the other roles' groups.

    The one place where roles become groups. It follows from the assignments, which are audited.
    """
    forget_roles(user)
    held = set(
        RoleAssignment.objects.filter(user=user).held_on(today).values_list("role", flat=True)
    )
    groups = {group.name: group for group in Group.objects.filter(name__in=Role.values)}
    for name in held - set(groups):
        groups[name] = Group.objects.create(name=name)
    user.groups.add(*(group for name, group in groups.items() if name in held))
    user.groups.remove(*(group for name, group in groups.items() if name not in held))


def mirror_all_roles(*, today: date) -> int:
    """Mirror everybody who has or had a role: some begin and end by the calendar. Returns how many."""
    users = User.objects.filter(role_assignments__isnull=False).distinct()
    for user in users.iterator(chunk_size=200):
        with transaction.atomic():
            mirror_roles(user=user, today=today)
    return users.count()


@transaction.atomic
def let_see_names(*, by: Actor, user: User, allowed: bool) -> None:
    """Give or take the extra permission to see names everywhere. The audit row is the record of it."""
    require(can_let_see_names(by), _("Only an administrator may decide who sees names."))
    write_names_allowed(by=by, user=user, allowed=allowed)


def write_names_allowed(*, by: Actor, user: User, allowed: bool) -> None:
    """Write the permission to see names, for actions that have asked a permission of their own."""
    permission = Permission.objects.get(content_type__app_label="people", codename="see_names")
    (user.user_permissions.add if allowed else user.user_permissions.remove)(permission)
    record(by=by, verb="people.names_allowed", obj=user, data={"allowed": allowed})


@transaction.atomic
def sync_groups() -> None:
    """Make one group a role and give it exactly what the rooms permit. Runs after migrations.

    Permissions that do not exist yet (a migration of one app only) are given the next time.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in Role.values:
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(known[name] for name in permissions_of(role) if name in known)
