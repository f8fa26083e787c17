"""What `protocols` refuses, in words for the person at the screen."""

from collections.abc import Sequence

from foundation.errors import DomainError
from protocols.problems import Problem


class NotProved(DomainError):
    """The protocol has problems. `problems` says which and where."""

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class NotYours(DomainError):
    """A signature that this person may not give."""


class ChangedMeanwhile(DomainError):
    """The draft is no longer what the person read."""
