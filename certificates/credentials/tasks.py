"""Background work of `credentials`. No message is a record: the sweep finds what was never signed."""

import structlog
from celery import shared_task
from django.utils import timezone

from certificates.actions.unprintable import look_at_print
from certificates.credentials.actions import (
    blank_erased,
    publish_list,
    publish_lists,
    sign_certificate,
    sign_due,
)
from certificates.credentials.actions.signing import SIGNER
from certificates.credentials.models import StatusEntry
from certificates.models import Certificate
from foundation.errors import DomainError

log = structlog.get_logger(__name__)


@shared_task(name="credentials.sign_one", acks_late=True, ignore_result=True)
def sign_one(certificate_id: int) -> None:
    """Sign one certificate, right after it was issued."""
    certificate = Certificate.objects.select_related("printed").get(pk=certificate_id)
    try:
        sign_certificate(by=SIGNER, certificate=certificate, now=timezone.now())
    except DomainError as reason:
        log.warning("cannot_sign", error_type=type(reason).__qualname__)
    else:
        show_status(certificate_id)
    _look(certificate)


def _look(certificate: Certificate) -> None:
    """Signed or not: who opens a paper that cannot be printed reads that the Secretariat was told."""
    look_at_print(by=SIGNER, certificate=certificate)


@shared_task(name="credentials.show_status", acks_late=True, ignore_result=True)
def show_status(certificate_id: int) -> None:
    """Publish the list that a certificate's bit is in, if its bit or the list is new."""
    entry = StatusEntry.objects.filter(certificate=certificate_id).first()
    if entry is None:
        return
    try:
        publish_list(by=SIGNER, number=entry.number, now=timezone.now())
    except DomainError as reason:
        log.warning("cannot_publish", error_type=type(reason).__qualname__)


@shared_task(name="credentials.sign_due", ignore_result=True)
def sweep() -> None:
    """Sign and publish what a lost worker, a missing key or an older version left undone."""
    blank_erased(by=SIGNER)
    sign_due(by=SIGNER, now=timezone.now(), then=_look)
    try:
        publish_lists(by=SIGNER, now=timezone.now())
    except DomainError as reason:
        log.warning("cannot_publish", error_type=type(reason).__qualname__)
