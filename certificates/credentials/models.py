"""Published keys. Private keys are never in the database: see `keystore`."""

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
