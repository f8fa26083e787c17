"""Offices of an agency pass to a successor when their holder leaves: focal person, supervisor."""

from collections.abc import Iterable
from contextlib import suppress

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from foundation.notices.actions import notify
from people import leaving
from people.errors import AlreadyThere
from people.leaving import OpenTask
from people.models import Role, RoleAssignment, StaffRecord, User
from people.permissions import can_manage_roster
from people.queries import secretariat_today

_OFFICES = (Role.FOCAL, Role.SUPERVISOR)


def register() -> None:
    """Tell whoever enters a leaving which offices wait for the leaver."""
    leaving.register_tasks("offices", Offices())


class Offices:
    """Being focal person of an agency or supervisor of a workplace, where nobody else is."""

    def open_for(self, user: User, leaving: StaffRecord) -> Iterable[OpenTask]:
        """The offices that nobody else holds."""
        return [_task(role) for role in _sole_offices(user, leaving)]

    def pass_on(
        self, *, by: Actor, user: User, successor: User, leaving: StaffRecord
    ) -> Iterable[OpenTask]:
        """Give the offices to the successor whom `by` named, within what `by` keeps.

        The Secretariat hears of an office that `by` cannot give: it has nobody now.
        """
        passed = []
        for role in _sole_offices(user, leaving):
            place = role.workplace.agency if role.workplace else role.agency
            if place is not None and can_manage_roster(by, place):
                _appoint(by, successor, role)
                passed.append(_task(role))
            else:
                _tell_secretariat(by, role)
        return passed


def _appoint(by: Actor, successor: User, role: RoleAssignment) -> None:
    from people.actions.roles import appoint

    with suppress(AlreadyThere):
        appoint(
            by=by,
            user=successor,
            role=role.role,
            starts_on=timezone.localdate(),
            agency=role.agency,
            workplace=role.workplace,
        )


def _tell_secretariat(by: Actor, role: RoleAssignment) -> None:
    for officer in secretariat_today():
        notify(
            by=by,
            to=officer,
            kind="people.office_empty",
            subject=_("An office is empty"),
            body=_("%(office)s: the holder has left. Name somebody else.")
            % {"office": _task(role).text},
            key=f"people.office_empty:{role.pk}:{officer.pk}",
        )


def tell_nobody_took_over(by: Actor, record: StaffRecord, tasks: list[OpenTask]) -> None:
    """The Secretariat hears of work whose holder left and that nobody is there to take over."""
    lines = "\n".join(f"- {task.text}" for task in tasks)
    for officer in secretariat_today() if tasks else ():
        notify(
            by=by,
            to=officer,
            kind="people.nobody_took_over",
            subject=_("Somebody has left, and nobody took over their work"),
            body=_("Name somebody else for this:\n%(tasks)s") % {"tasks": lines},
            key=f"people.nobody_took_over:{record.pk}:{record.left_on}:{officer.pk}",
        )


def _sole_offices(user: User, record: StaffRecord) -> list[RoleAssignment]:
    """Offices in the agency of the record that end with it and that nobody else holds today."""
    from people.actions.access import roles_ending_with

    today = timezone.localdate()
    mine = [role for role in roles_ending_with(user, record) if role.role in _OFFICES]
    held = RoleAssignment.objects.held_on(today).filter(user__is_active=True).exclude(user=user)
    return [
        role
        for role in mine
        if not held.filter(
            role=role.role, agency=role.agency_id, workplace=role.workplace_id
        ).exists()
    ]


def _task(role: RoleAssignment) -> OpenTask:
    if role.workplace:
        return OpenTask(_("Supervisor of %(place)s") % {"place": role.workplace.name}, "/people/")
    place = role.agency.name if role.agency else ""
    return OpenTask(_("Focal person of %(place)s") % {"place": place}, "/people/")
