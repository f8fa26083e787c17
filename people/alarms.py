"""Telling administrators what scheduled work could not do."""

from django.utils import timezone

from foundation.audit.actors import Actor
from foundation.notices.actions import notify
from people.models import Role, RoleAssignment, User


def alarm_administrators(*, by: Actor, kind: str, subject: str, body: str) -> None:
    """Everybody who administers the installation today hears of it, once a day."""
    today = timezone.localdate()
    held = RoleAssignment.objects.held_on(today).filter(role=Role.ADMIN)
    for admin in User.objects.filter(is_active=True, role_assignments__in=held).distinct():
        key = f"{kind}:{today}:{admin.pk}"
        notify(by=by, to=admin, kind=kind, subject=subject, body=body, key=key)
