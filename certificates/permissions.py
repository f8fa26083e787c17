"""Who may see and do what with certificates and programmes."""

from django.db.models import QuerySet

from certificates.models import Certificate
from foundation.audit.actors import System
from people.models import Role
from people.permissions import Viewer, can_see_names, has_role, person_of


def certificates_visible_to(user: Viewer) -> QuerySet[Certificate]:
    """One's own certificates, and nobody else's. A paper in hand is checked by its code instead."""
    person = person_of(user)
    if person is None:
        return Certificate.objects.none()
    return Certificate.objects.of_person(person.pk).with_life()


def register_visible_to(user: Viewer) -> QuerySet[Certificate]:
    """The whole register, for the Secretariat that keeps it. Names are asked for apart."""
    if not can_open_register(user):
        return Certificate.objects.none()
    return Certificate.objects.with_life()


def can_open_register(user: Viewer) -> bool:
    """May look through the register: the Secretariat."""
    return has_role(user, Role.SECRETARIAT)


def can_read_names(user: Viewer) -> bool:
    """May read the printed names in the register: with the extra permission only."""
    return can_open_register(user) and can_see_names(user)


def can_revoke(user: Viewer) -> bool:
    """The Secretariat may take a certificate out of force."""
    return has_role(user, Role.SECRETARIAT)


def can_issue(user: Viewer) -> bool:
    """Certificates are issued by recorded evidence alone, so only by the system."""
    return isinstance(user, System)


def can_manage_programmes(user: Viewer) -> bool:
    """The Secretariat says what a certificate attests."""
    return has_role(user, Role.SECRETARIAT)
