"""What is asked of signed credentials."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from certificates.credentials.models import (
    CredentialText,
    SignedCredential,
    StatusEntry,
    StatusList,
)
from certificates.models import Certificate


def due() -> QuerySet[Certificate]:
    """Certificates without a good credential, oldest first; those without a name get none."""
    good = SignedCredential.objects.good().filter(certificate=OuterRef("pk"))
    named = Certificate.objects.exclude(printed__legal_name="").select_related("printed")
    return named.filter(~Exists(good)).order_by("pk")


def text_of(certificate: Certificate) -> CredentialText | None:
    """The newest good text of a certificate, blank when it was erased; None when none was signed."""
    texts = CredentialText.objects.filter(
        credential__certificate=certificate, credential__key__withdrawal=None
    )
    return texts.select_related("credential").order_by("-credential__number").first()


def texts_of(certificates: Sequence[Certificate]) -> dict[int, str]:
    """The newest good text of each certificate by its key, in one query."""
    texts = CredentialText.objects.filter(
        credential__certificate__in=certificates, credential__key__withdrawal=None
    )
    found = texts.order_by("credential__number").values_list("credential__certificate", "text")
    return dict(found)


def revoked_indexes(number: int) -> list[int]:
    """The indexes in a status list whose certificates are revoked, for whatever reason."""
    entries = StatusEntry.objects.filter(number=number, certificate__revocation__isnull=False)
    return list(entries.values_list("index", flat=True))


def newest_list(number: int) -> StatusList | None:
    """The status list that is published now."""
    return StatusList.objects.filter(number=number, key__withdrawal=None).last()
