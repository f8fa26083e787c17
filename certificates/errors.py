"""What `certificates` may refuse, in words for the person at the screen."""

from foundation.errors import DomainError


class CannotPrint(DomainError):
    """The layout's fonts lack a letter of the name, or the layout fails. The certificate holds."""


class CannotRevoke(DomainError):
    """The certificate cannot be revoked like this."""


class CannotCorrect(DomainError):
    """There is nothing to correct on the certificate, or it is too late."""


class CannotCall(DomainError):
    """Certificates cannot be called for renewal like this."""


class CannotAccept(DomainError):
    """A course taken elsewhere cannot be written down or decided like this."""


class NothingToDo(DomainError):
    """The list holds no certificate that this could be done with, or too many."""


class CannotIssue(DomainError):
    """The certificate cannot be issued by hand like this."""


class CannotRecord(DomainError):
    """The earlier certificate cannot be recorded like this."""


class CannotDispute(DomainError):
    """Nothing to decide is said about the name, or no reason."""


class CannotShare(DomainError):
    """No link to the record can be made like this."""
