"""What can go wrong with the demo, named."""

from foundation.errors import DomainError


class NotInProduction(DomainError):
    """The real service never holds fictional people."""


class NotLoaded(DomainError):
    """No demo is loaded here."""


class NotTheDemo(DomainError):
    """The database holds something else than the demo."""
