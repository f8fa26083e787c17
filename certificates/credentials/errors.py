"""What `credentials` may refuse, in words for the operator."""

from foundation.errors import DomainError


class KeyUnusable(DomainError):
    """The private key is missing, open to others, damaged, or another one than was published."""


class NoKey(DomainError):
    """No signing key was made yet, or every one was withdrawn."""


class NameGone(DomainError):
    """The holder's name was erased, so nothing with it is signed or shown any more."""
