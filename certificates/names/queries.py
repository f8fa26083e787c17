"""How many disputed names wait for a keeper."""

from certificates.names.permissions import disputes_visible_to
from people.permissions import Viewer


def disputes_to_decide(user: Viewer) -> int:
    """Disputes that this user may decide and nobody has."""
    return disputes_visible_to(user).waiting().count()
