"""Who may make and withdraw signing keys."""

from foundation.audit.actors import System
from people.permissions import Viewer


def can_manage_keys(user: Viewer | System) -> bool:
    """Whoever has a shell on the server, by command: no page ever touches a key."""
    return isinstance(user, System)


def can_sign(user: Viewer | System) -> bool:
    """Nobody signs by hand: the register's evidence is what is signed."""
    return isinstance(user, System)
