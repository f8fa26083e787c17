"""Who may invite whom."""

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.claims.models import (
    JoinRequest,
    JoinRequestQuerySet,
    has_sign_in,
    renews_otherwise,
)
from people.models import Agency, Role, RoleAssignment, StaffRecord, User
from people.models.roster import returned_by
from people.permissions import (
    Viewer,
    agencies_visible_to,
    can_manage_roster,
    can_see_names,
    has_role,
    is_everywhere,
    person_of,
    staff_visible_to,
)


def can_open_sign_ins(user: Viewer) -> bool:
    """Keepers of rosters. Supervisors see their people and open no doors for them."""
    return has_role(user, Role.FOCAL, Role.SECRETARIAT, Role.ADMIN)


def can_invite(user: Viewer, record: StaffRecord) -> bool:
    """May send an invitation or print a slip for this record, and take it back."""
    return can_manage_roster(user, record.agency)


def records_without_sign_in(user: Viewer) -> QuerySet[StaffRecord]:
    """Whom the user may invite: on their rosters, who have not left, and without a sign-in."""
    if not can_open_sign_ins(user):
        return StaffRecord.objects.none()
    own = staff_visible_to(user).filter(agency__in=agencies_visible_to(user))
    return own.filter(may_be_claimed(renews=False))


def records_to_renew(user: Viewer) -> QuerySet[StaffRecord]:
    """Whose password the user may renew by a slip: own people who cannot do so by e-mail.

    Never of somebody with a role: whoever holds the slip holds the account.
    """
    if not can_open_sign_ins(user):
        return StaffRecord.objects.none()
    own = staff_visible_to(user).filter(agency__in=agencies_visible_to(user))
    return own.filter(may_be_claimed(renews=True))


def may_be_claimed(*, renews: bool) -> Q:
    """Records that an invitation opens: without a sign-in, or, to renew a password, with one that
    has no other way to it."""
    fits = Q(has_sign_in()) & ~Q(renews_otherwise()) if renews else ~Q(has_sign_in())
    return still_on_the_roster() & fits


def still_on_the_roster() -> Q:
    """Records of people who have not left nor are still to come back, and whose access did not end."""
    today = timezone.localdate()
    stays = Q(left_on__isnull=True) | Q(left_on__gte=today)
    return stays & Q(access_ended_at__isnull=True) & returned_by(today)


def can_ask_to_join(user: Viewer) -> bool:
    """Whoever signs in by a confirmed address and stands on no roster."""
    if not isinstance(user, User) or not user.is_active:
        return False
    confirmed = EmailAddress.objects.filter(user=user, verified=True).exists()
    return confirmed and not is_on_a_roster(user)


def is_on_a_roster(user: User) -> bool:
    """Has this sign-in's human being a record that they have not left, or a role?"""
    person = person_of(user)
    if person is None:
        return False
    today = timezone.localdate()
    if StaffRecord.objects.of(person).active_on(today).exists():
        return True
    roles = RoleAssignment.objects.filter(user=user)
    return roles.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).exists()


def requests_visible_to(user: Viewer) -> JoinRequestQuerySet:
    """Requests to agencies whose rosters somebody keeps. The Secretariat needs the names permission."""
    if not can_open_sign_ins(user) or (is_everywhere(user) and not can_see_names(user)):
        return JoinRequest.objects.none()
    return JoinRequest.objects.filter(agency__in=agencies_visible_to(user))


def can_decide(user: Viewer, request: JoinRequest) -> bool:
    """May accept, correct or refuse this request."""
    return can_manage_roster(user, request.agency)


def keepers_of(agency: Agency) -> QuerySet[User]:
    """The focal persons of an agency and of those above it, today."""
    above = [int(part) for part in agency.path.split("/") if part]
    held = RoleAssignment.objects.held_on(timezone.localdate()).filter(
        role=Role.FOCAL, agency__in=above
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user"))
