"""Signing certificates: after they were issued, once, and again only when a key was withdrawn."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.credentials.actions.signer import current_signer, list_address
from certificates.credentials.errors import KeyUnusable, NameGone, NoKey
from certificates.credentials.models import (
    CredentialText,
    SignedCredential,
    SigningKey,
    StatusEntry,
)
from certificates.credentials.open_badge import Entry, Facts, as_text, credential
from certificates.credentials.permissions import can_sign
from certificates.credentials.proofs import sign
from certificates.credentials.queries import due
from certificates.credentials.status_list import LIST_BITS
from certificates.models import Certificate
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from foundation.jobs.pace import breathe

log = structlog.get_logger(__name__)

SIGNER = System("credentials")
# A list is left when it is half full, so that a free index is found at the first or second try.
LIST_FULL = LIST_BITS // 2
TRIES = 40


def sign_certificate(*, by: Actor, certificate: Certificate, now: datetime) -> SignedCredential:
    """Sign a certificate and keep the text. Asked again, or twice at once, the first one stands.

    Raises NoKey, KeyUnusable, NameGone, and NotSigned when part of it would not be covered.
    """
    require(can_sign(by), _("Certificates are signed by the system."))
    standing = _standing(certificate)
    if standing is not None:
        return standing
    key, signer = current_signer()
    unsigned = credential(_facts(certificate, key.did))
    text = as_text(sign(unsigned, private=signer.private, method=signer.method, at=now))
    try:
        return _keep(certificate, key=key, text=text, by=by, now=now)
    except IntegrityError:
        # Another worker was faster; what it kept stands.
        return certificate.credentials.good().get()


def _standing(certificate: Certificate) -> SignedCredential | None:
    return certificate.credentials.good().last()


@transaction.atomic
def _keep(
    certificate: Certificate, *, key: SigningKey, text: str, by: Actor, now: datetime
) -> SignedCredential:
    """The rows of a signature, with its audit row. Raises IntegrityError when there is one."""
    kept = SignedCredential.objects.create(
        certificate=certificate,
        number=certificate.credentials.count() + 1,
        key=key,
        signed_at=now,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
    CredentialText.objects.create(credential=kept, text=text)
    record(
        by=by,
        verb="credentials.certificate_signed",
        obj=kept,
        data={"certificate": str(certificate.uuid), "key": key.multikey, "number": kept.number},
    )
    return kept


def _facts(certificate: Certificate, did: str) -> Facts:
    """What the register says, as a credential needs it. Raises NameGone."""
    name = certificate.printed.legal_name
    if not name:
        raise NameGone(_("The holder's name was removed. Nothing is signed without it."))
    entry = status_entry_of(certificate)
    return Facts(
        did=did,
        address=settings.BASE_URL
        + reverse("credentials:credential", args=[grouped(certificate.code)]),
        serial=certificate.serial,
        name=name,
        snapshot=Snapshot.read(certificate.snapshot),
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        entry=Entry(list_address(settings.BASE_URL, entry.number), entry.index),
    )


def status_entry_of(certificate: Certificate) -> StatusEntry:
    """The certificate's bit, drawn by chance when it is first asked for.

    An index that counted up would tell when a certificate was issued, and which is next to it.
    """
    for _try in range(TRIES):
        found = StatusEntry.objects.filter(certificate=certificate).first()
        if found is not None:
            return found
        number = _open_list()
        try:
            with transaction.atomic():
                return StatusEntry.objects.create(
                    certificate=certificate, number=number, index=secrets.randbelow(LIST_BITS)
                )
        except IntegrityError:
            continue
    raise RuntimeError("No free index was found.")


def _open_list() -> int:
    """The number of the list that still takes entries."""
    newest = StatusEntry.objects.order_by("-number").values_list("number", flat=True).first() or 1
    return newest + 1 if StatusEntry.objects.filter(number=newest).count() >= LIST_FULL else newest


def sign_due(
    *,
    by: Actor,
    now: datetime,
    at_most: int = 1500,
    then: Callable[[Certificate], object] | None = None,
) -> int:
    """Sign what has no good credential yet. Returns how many were signed. `then` looks at each after it.

    One certificate that cannot be signed holds back no other. Without a key nothing is done: the
    certificates hold, and get theirs when there is one.
    """
    count = 0
    for certificate in due()[:at_most]:
        try:
            sign_certificate(by=by, certificate=certificate, now=now)
        except (NoKey, KeyUnusable) as reason:
            log.warning("cannot_sign", error_type=type(reason).__qualname__)
            return count
        except Exception as error:
            # The class only: the text of an error may hold a name.
            log.error(
                "not_signed", certificate=str(certificate.uuid), error_type=type(error).__qualname__
            )
            continue
        count += 1
        if then is not None:
            _do(then, certificate)
        breathe()
    return count


def _do(then: Callable[[Certificate], object], certificate: Certificate) -> None:
    """What follows a signature may fail: the certificate is signed all the same."""
    try:
        then(certificate)
    except Exception as error:
        log.error(
            "signed_and_then",
            certificate=str(certificate.uuid),
            error_type=type(error).__qualname__,
        )


def blank_erased(*, by: Actor) -> int:
    """Remove every signed text whose holder's name is gone from the register. Returns how many.

    Nobody is shown such a text meanwhile: this takes it out of the database as well.
    """
    nameless = CredentialText.objects.filter(credential__certificate__printed__legal_name="")
    left = nameless.exclude(text="").values("credential__certificate")
    return sum(
        blank_credentials(by=by, certificate=one) for one in Certificate.objects.filter(pk__in=left)
    )


@transaction.atomic
def blank_credentials(*, by: Actor, certificate: Certificate) -> int:
    """Remove the signed texts of a certificate whose holder's name is erased. Part of the erasure.

    That it was signed, when and with which key stays on record. Returns how many texts went.
    """
    require(can_sign(by), _("Signed texts are removed as part of an erasure only."))
    texts = CredentialText.objects.filter(credential__certificate=certificate).exclude(text="")
    gone = texts.update(text="")
    if gone:
        record(
            by=by,
            verb="credentials.texts_blanked",
            obj=certificate,
            data={"certificate": str(certificate.uuid), "texts": gone},
        )
    return gone
