"""Who may see and do what with certificates and programmes."""

from django.db.models import QuerySet

from certificates.models import Certificate
from foundation.audit.actors import System
from people.models import Role
from people.permissions import Viewer, has_role, person_of


def certificates_visible_to(user: Viewer) -> QuerySet[Certificate]:
    """One's own certificates, and nobody else's. A paper in hand is checked by its code instead."""
    person = person_of(user)
    if person is None:
        return Certificate.objects.none()
    return Certificate.objects.of_person(person.pk)


def can_issue(user: Viewer) -> bool:
    """Certificates are issued by recorded evidence alone, so only by the system."""
    return isinstance(user, System)


def can_manage_programmes(user: Viewer) -> bool:
    """The Secretariat says what a certificate attests."""
    return has_role(user, Role.SECRETARIAT)
