"""What `credentials` does when the register reports a fact."""

from functools import partial

from django.db import transaction

from certificates.credentials.actions import blank_credentials
from certificates.credentials.actions.signing import SIGNER
from certificates.models import Certificate
from certificates.signals import certificate_issued, certificate_revoked, name_erased


def sign_when_committed(sender: object, certificate: Certificate, **_more: object) -> None:
    """Signing follows the commit. A broker that is away delays it to the next sweep, and no more."""
    transaction.on_commit(partial(_wake, "sign_one", certificate.pk), robust=True)


def list_when_committed(sender: object, certificate: Certificate, **_more: object) -> None:
    """A revocation sets the certificate's bit in its status list."""
    transaction.on_commit(partial(_wake, "show_status", certificate.pk), robust=True)


def blank_with_the_name(sender: object, certificate: Certificate, **_more: object) -> None:
    """The signed text shows the name too, so it goes in the same transaction.

    Who erased the name is on record there; the text follows from that, so the register acts.
    """
    blank_credentials(by=SIGNER, certificate=certificate)


def _wake(task: str, certificate_id: int) -> None:
    from certificates.credentials import tasks  # tasks.py imports the actions

    getattr(tasks, task).delay(certificate_id)


def connect() -> None:
    """Begin to listen. Called once, when the applications are ready."""
    certificate_issued.connect(sign_when_committed, dispatch_uid="credentials.sign_when_committed")
    name_erased.connect(blank_with_the_name, dispatch_uid="credentials.blank_with_the_name")
    certificate_revoked.connect(list_when_committed, dispatch_uid="credentials.list_when_committed")
