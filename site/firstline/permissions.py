"""Who may arrange what belongs to no room."""

from people.models import Role
from people.permissions import Viewer, has_role


def can_follow_setup(user: Viewer) -> bool:
    """Administrators and the Secretariat set the installation up together."""
    return has_role(user, Role.ADMIN, Role.SECRETARIAT)


def can_prepare_public_pages(user: Viewer) -> bool:
    """Administrators set an installation up; the system does it for the demo."""
    return has_role(user, Role.ADMIN)
