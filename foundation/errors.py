"""The errors every action may raise. Their text is for the person at the screen."""


class DomainError(Exception):
    """A rule said no. The message says what happened and what to do, and is safe to show."""


class NotAllowed(DomainError):
    """The person asking may not do this, here. Pages that only show answer 404 instead."""


def require(allowed: bool, message: str) -> None:
    """Raise NotAllowed with `message` unless `allowed`."""
    if not allowed:
        raise NotAllowed(message)
