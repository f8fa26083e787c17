"""What `courses` refuses. Messages are for the person at the screen."""

from foundation.errors import DomainError


class NothingToRelease(DomainError):
    """No approved lesson, or no difference from the edition before."""


class NotReleased(DomainError):
    """The course has no edition yet."""


class NotEnrolled(DomainError):
    """The person is not on this edition of the course."""


class NotInEdition(DomainError):
    """The edition holds no such activity."""


class NotUnderReview(DomainError):
    """The page does not wait for approval, or cannot be sent for it."""


class WrongRole(DomainError):
    """A course is given to trainers only."""
