"""What `coverage` may refuse, in words for the person at the screen."""

from foundation.errors import DomainError


class NothingRequired(DomainError):
    """A requirement without agencies or cadres would ask nobody for anything."""
