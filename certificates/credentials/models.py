"""Published keys and signed credentials. Private keys are never in the database: see `keystore`."""

from typing import Self

from django.db import models


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def published(self, did: str) -> Self:
        """The keys that the DID document lists: retired ones too, withdrawn ones not."""
        return self.filter(did=did, withdrawal=None).order_by("published_at", "pk")

    def current(self, did: str) -> "SigningKey | None":
        """The key to sign with: the newest that was not withdrawn."""
        return self.published(did).last()


class SigningKey(models.Model):
    """A public key that has signed under an identifier. Append-only: a retired key stays published.

    A key retires when a newer one is made. What it has signed stays good, so it stays in the DID
    document; only a compromised key is withdrawn.
    """

    did = models.CharField(max_length=255)
    multikey = models.CharField(max_length=60, unique=True)
    published_at = models.DateTimeField()

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        ordering = ["published_at", "pk"]

    def __str__(self) -> str:
        return self.multikey


class KeyWithdrawal(models.Model):
    """A key that others may have: nothing it signed counts any longer. Append-only, for good."""

    key = models.OneToOneField(SigningKey, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.key_id)


class StatusEntry(models.Model):
    """Where a certificate's bit stands among the status lists. Random, unique, for good."""

    certificate = models.OneToOneField(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="status_entry",
    )
    number = models.PositiveIntegerField(help_text="Of the status list, from 1")
    index = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "index"], name="credentials_own_bit")
        ]

    def __str__(self) -> str:
        return f"{self.number}#{self.index}"


class SignedCredentialQuerySet(models.QuerySet["SignedCredential"]):
    def good(self) -> Self:
        """Those whose key still counts."""
        return self.filter(key__withdrawal=None)


class SignedCredential(models.Model):
    """That a certificate was signed, with which key, and the digest of the text. Append-only.

    A second one for the same certificate is only made when the first one's key was withdrawn.
    """

    certificate = models.ForeignKey(
        "certificates.Certificate", on_delete=models.PROTECT, related_name="credentials"
    )
    number = models.PositiveSmallIntegerField(default=1)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="signed")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")

    objects = SignedCredentialQuerySet.as_manager()

    class Meta:
        ordering = ["certificate", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "number"], name="credentials_signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}.{self.number}"


class CredentialText(models.Model):
    """The signed JSON, to the byte. It holds a name: it may be blanked, and changed in no other way."""

    credential = models.OneToOneField(
        SignedCredential, on_delete=models.PROTECT, primary_key=True, related_name="printed"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class StatusList(models.Model):
    """A signed status list as it was published. Append-only: the newest with a good key counts."""

    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="lists")
    published_at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["number", "version"], name="credentials_list_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}.{self.version}"
