"""Revoking many certificates at once: one officer proposes, another one decides."""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models

from certificates.models.reasons import Reason
from certificates.models.register import Certificate

# A proposal that nobody decided on ends by itself: the list may be another one by then.
OPEN_FOR = timedelta(days=14)


class RevocationBatchQuerySet(models.QuerySet["RevocationBatch"]):
    def undecided(self) -> Self:
        """Those that wait for a second officer."""
        return self.filter(decision=None)


class RevocationBatch(models.Model):
    """A proposal to revoke these certificates for this reason. Append-only."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    objects = RevocationBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class RevocationBatchItem(models.Model):
    """A certificate in a batch. Append-only: what was proposed is what is decided on."""

    batch = models.ForeignKey(RevocationBatch, on_delete=models.PROTECT, related_name="items")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "certificate"], name="certificates_in_batch_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.certificate_id}"


class RevocationBatchNote(models.Model):
    """What the office wrote down for itself about a batch. It may be blanked."""

    batch = models.OneToOneField(
        RevocationBatch, on_delete=models.PROTECT, primary_key=True, related_name="private"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class RevocationBatchDecision(models.Model):
    """What the second officer said, once. Append-only."""

    batch = models.OneToOneField(
        RevocationBatch, on_delete=models.PROTECT, primary_key=True, related_name="decision"
    )
    accepted = models.BooleanField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.accepted}"
