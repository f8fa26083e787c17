"""Who acts: a signed-in user, or the system under a name."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


@dataclass(frozen=True)
class System:
    """The installation itself, for example a scheduled task or the demo's loader."""

    name: str


Actor = AbstractBaseUser | System

SYSTEM = System("system")


def is_system(actor: Actor) -> bool:
    """True for scheduled work and commands, which no person asked for."""
    return isinstance(actor, System)


def actor_of(request: HttpRequest) -> AbstractBaseUser:
    """Who is signed in. Raises PermissionDenied when nobody is, whatever the view forgot."""
    if isinstance(request.user, AbstractBaseUser):
        return request.user
    raise PermissionDenied
