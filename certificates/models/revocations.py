"""Certificates that were taken out of force."""

from django.db import models

from certificates.models.reasons import Reason
from certificates.models.register import Certificate


class Revocation(models.Model):
    """A certificate that no longer counts, from a moment on. Append-only: it is never taken back.

    Somebody who was wronged gets a new certificate. The reason is public, so it is one of a few
    sentences that say nothing of the person.
    """

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="revocation"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    revoked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reason__in=Reason.values),
                name="certificates_revocation_reason_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"


class RevocationNote(models.Model):
    """What the office wrote down for itself about a revocation. It may be blanked."""

    revocation = models.OneToOneField(
        Revocation, on_delete=models.PROTECT, primary_key=True, related_name="private"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.pk)
