"""Ending roles, sessions and tokens of somebody who left. Called by actions that asked before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.notices.actions import notify
from people.actions.roles import mirror_roles, write_names_allowed
from people.alarms import alarm_administrators
from people.handing_over import tell_nobody_took_over
from people.leaving import OpenTask, end_keys, open_tasks, pass_on_tasks
from people.models import Role, RoleAssignment, StaffRecord, User
from people.queries import account_of, other_records_of, serves_on

log = structlog.get_logger(__name__)


@transaction.atomic
def end_access_now(*, by: Actor, staff_record: StaffRecord, now: datetime) -> bool:
    """End what the record gave access to, once. Returns False if that was done before.

    The account stays: by its verified address the person still reaches their own certificates.
    """
    claimed = StaffRecord.objects.filter(
        pk=staff_record.pk, access_ended_at__isnull=True, left_on__isnull=False
    ).update(access_ended_at=now)
    if not claimed:
        return False
    staff_record.access_ended_at = now
    record(by=by, verb="people.access_ended", obj=staff_record)
    user = account_of(staff_record.person)
    if user is not None:
        today = timezone.localdate(now)
        _apart(by, staff_record, lambda: _pass_on(by, user, staff_record, today))
        _end_roles(by, user, staff_record, today)
        _end_names(by, user, staff_record)
        end_sessions(by=by, user=user)
        _apart(by, staff_record, lambda: end_keys(user, staff_record))
    return True


def _apart(by: Actor, staff_record: StaffRecord, rooms: Callable[[], None]) -> None:
    """Do what other rooms do. If they cannot, roles and sessions end all the same."""
    try:
        with transaction.atomic():
            rooms()
    except Exception as error:
        # The class only: the text of an error may hold a name.
        log.error("leaving_left_undone", record=staff_record.pk, error_type=type(error).__name__)
        alarm_administrators(
            by=by,
            kind="people.leaving_left_undone",
            subject=_("Work or keys of somebody who left were not passed on"),
            body=_("Roles and sessions have ended. Look into the log for: leaving_left_undone."),
        )


@transaction.atomic
def end_sessions(*, by: Actor, user: User) -> None:
    """Sign the user out everywhere, also from sessions that begin at this moment.

    The number in every session's hash changes, so that none is missed; the rows go as well.
    """
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    for session in UserSession.objects.filter(user=user):
        session.end()
    record(by=by, verb="people.sessions_ended", obj=user)


def _pass_on(by: Actor, user: User, staff_record: StaffRecord, today: date) -> None:
    """Hand the open work over. Where nobody is there to take it, the Secretariat hears."""
    successor = staff_record.successor
    if successor is None or not serves_on(successor, today):
        tell_nobody_took_over(by, staff_record, open_tasks(user, staff_record))
        return
    # Whoever named the successor hands over no more than they may, also when the day comes later.
    namer = staff_record.left_by or by
    passed = pass_on_tasks(by=namer, user=user, successor=successor, leaving=staff_record)
    if passed:
        _tell(by, successor, staff_record, passed)


def _tell(by: Actor, successor: User, staff_record: StaffRecord, passed: list[OpenTask]) -> None:
    lines = "\n".join(f"- {task.text}" for task in passed)
    notify(
        by=by,
        to=successor,
        kind="people.tasks_passed",
        subject=_("A colleague has left, and you take over their work"),
        body=_("From now on this is yours:\n%(tasks)s") % {"tasks": lines},
        link=passed[0].href,
        key=f"people.tasks_passed:{staff_record.pk}:{staff_record.left_on}",
    )


def roles_ending_with(user: User, staff_record: StaffRecord) -> list[RoleAssignment]:
    """The roles not ended yet that end when somebody leaves this record.

    Roles for places of the agency end; national ones too, unless another agency still employs
    the person.
    """
    roles = RoleAssignment.objects.filter(user=user).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    )
    if other_records_of(staff_record).exists():
        root = f"/{staff_record.root_agency_id}/"
        roles = roles.filter(
            Q(agency__path__startswith=root) | Q(workplace__agency__path__startswith=root)
        )
    return list(roles.select_related("agency", "workplace__agency").order_by("pk"))


def _end_roles(by: Actor, user: User, staff_record: StaffRecord, today: date) -> None:
    """A role's last day is the leaving's, and never today: it must not hold any longer."""
    assert staff_record.left_on is not None
    last = min(staff_record.left_on, today - timedelta(days=1))
    for assignment in roles_ending_with(user, staff_record):
        assignment.ends_on = last
        assignment.save(update_fields=["ends_on"])
        record(
            by=by,
            verb="people.role_ended",
            obj=assignment,
            data={"user": user.pk, "role": assignment.role},
        )
    mirror_roles(user=user, today=today)


def _end_names(by: Actor, user: User, staff_record: StaffRecord) -> None:
    """Whom no agency employs any longer sees nobody's name by a permission of their own."""
    named = user.user_permissions.filter(
        content_type__app_label="people", codename="see_names"
    ).exists()
    if named and not other_records_of(staff_record).exists():
        write_names_allowed(by=by, user=user, allowed=False)


def is_last_administrator(user: User) -> bool:
    """Does nobody else administer the installation today?"""
    held = RoleAssignment.objects.held_on(timezone.localdate()).filter(
        role=Role.ADMIN, user__is_active=True
    )
    return held.filter(user=user).exists() and not held.exclude(user=user).exists()
