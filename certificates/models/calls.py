"""Certificates that are to be renewed by a day, because what they rest on has changed."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from certificates.models.programmes import Programme
from certificates.models.register import Certificate


class RenewalCall(models.Model):
    """A decision: certificates that rest on less than this fall due by this day. Append-only.

    `basis` and `value` name what has changed (`certificates.changes`), `label` as it was called then.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="calls")
    basis = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    label = models.CharField(max_length=250)
    due_on = models.DateField(help_text="The last day to renew, in the issuer's time zone")
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class CallWithdrawal(models.Model):
    """A decision that was taken back, from a moment on. Append-only."""

    call = models.OneToOneField(
        RenewalCall, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class CalledCertificateQuerySet(models.QuerySet["CalledCertificate"]):
    def open_at(self, moment: datetime) -> Self:
        """Those whose decision stood at a moment."""
        return self.filter(called_at__lte=moment).exclude(call__withdrawal__decided_at__lte=moment)


class CalledCertificate(models.Model):
    """A certificate that a decision concerns. Append-only; the certificate itself never changes."""

    call = models.ForeignKey(RenewalCall, on_delete=models.PROTECT, related_name="items")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="calls")
    called_at = models.DateTimeField()

    objects = CalledCertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "call"], name="certificates_called_once")
        ]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.certificate_id}"


class CallReminder(models.Model):
    """One of the reminders before a called certificate falls due: once each. Append-only."""

    called = models.ForeignKey(
        CalledCertificate, on_delete=models.PROTECT, related_name="reminders"
    )
    stage = models.PositiveSmallIntegerField(help_text="Days before the day: 90, 30, 7 or 0")
    day = models.DateField(help_text="The local day on which it was sent")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["called", "stage"], name="certificates_call_reminded_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="certificates_call_reminded_on")]

    def __str__(self) -> str:
        return f"{self.stage} days, {self.called_id}"
