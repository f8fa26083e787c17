"""How many pairs wait for somebody."""

from people.duplicates.permissions import duplicates_visible_to
from people.permissions import Viewer


def pairs_to_decide(user: Viewer) -> int:
    """Pairs that this user may decide and nobody has."""
    return duplicates_visible_to(user).filter(decision="").count()
