"""What can go wrong with claims, named. Messages are for the person at the screen."""

from foundation.errors import DomainError


class CannotInvite(DomainError):
    """This record cannot be claimed that way: it has a sign-in, no address of its own, or has left."""


class NotClaimable(DomainError):
    """The code or link is not, or is no longer, right. One message for every cause."""


class CannotAsk(DomainError):
    """This sign-in may not ask to join now: it is on a roster, waits already, or asked too often."""


class AlreadyDecided(DomainError):
    """Somebody else decided the request, or the person took it back."""


class AddressTaken(DomainError):
    """The address that was invited signs in already, for another record."""
