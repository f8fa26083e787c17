"""Who was to be reminded that a certificate ends, and when."""

from django.db import models

from certificates.models.register import Certificate


class RenewalReminder(models.Model):
    """One of the reminders before a certificate ends: once each, whatever else happens. Append-only.

    There is one also for holders who cannot sign in: their supervisor hears of them.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="reminders")
    stage = models.PositiveSmallIntegerField(help_text="Days before the end: 90, 30, 7 or 0")
    day = models.DateField(help_text="The local day on which it was sent")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "stage"], name="certificates_reminded_once"
            )
        ]
        indexes = [models.Index(fields=["day"], name="certificates_reminded_on")]

    def __str__(self) -> str:
        return f"{self.stage} days, certificate {self.certificate_id}"
