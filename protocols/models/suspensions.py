"""Taking a version out of use at once, and giving it back. Two officers each time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protocols.models.versions import ProtocolVersion


class SuspensionRequest(models.Model):
    """The first officer asks that a version be suspended, or that its suspension end. Append-only."""

    class Kind(models.TextChoices):
        SUSPEND = "suspend", _("Suspend")
        END = "end", _("End the suspension")

    class Reason(models.TextChoices):
        HARM = "harm", _("It may harm somebody")
        WRONG = "wrong", _("It leads to a wrong outcome or step")
        WORDS = "words", _("A text or translation is wrong")
        LAW = "law", _("The law or the referral pathway has changed")
        PERMISSION = "permission", _("We may no longer use it")
        CLEARED = "cleared", _("The concern was looked into, and it may be used again")

    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="suspension_requests"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version", "asked_at"], name="protocols_suspension_latest")]

    def __str__(self) -> str:
        return f"{self.kind} version {self.version_id}"


class SuspensionConfirmation(models.Model):
    """The second officer: from this moment it holds. Append-only."""

    request = models.OneToOneField(
        SuspensionRequest, on_delete=models.PROTECT, related_name="confirmation"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"confirmation of request {self.request_id}"
