"""What can go wrong in `people`, named. Messages are for the person at the screen."""

from foundation.errors import DomainError


class AlreadyThere(DomainError):
    """Something of that code, number, address or day exists already."""


class OutOfPlace(DomainError):
    """The things named do not belong together, for example a workplace of another agency."""


class BadValue(DomainError):
    """A value is not of the shape it must have."""


class WrongDay(DomainError):
    """The day does not fit what went before."""


class TooMany(DomainError):
    """More than can be done in one go."""


class NeedsSuccessor(DomainError):
    """Somebody leaves for whom work is waiting, and nobody was named to take it over."""


class WeakPassword(DomainError):
    """The password is refused. The message says why."""
