"""Work on many certificates at once, and the file that comes of it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.jobs.models import Job

# A file with names lies about no longer than somebody needs to fetch it.
KEPT_FOR = timedelta(days=3)


class BulkWorkQuerySet(models.QuerySet["BulkWork"]):
    def lapsed(self, now: datetime) -> Self:
        """Whose file is past its last moment and was not removed yet."""
        return self.filter(expires_at__lte=now).exclude(file_name="")


class BulkWork(models.Model):
    """What an officer asked for: this kind of work, on these certificates as the list was then.

    `file_name` is set while there is a file to fetch; `left_out` says which serial numbers are not in
    it, and why.
    """

    class Kind(models.TextChoices):
        ZIP = "zip", _("Certificates as single PDF files")
        PRINT = "print", _("Certificates for the printer")
        REGISTER = "register", _("Extract of the register (CSV)")
        RESEND = "resend", _("Tell holders of their certificates again")

    class Paper(models.TextChoices):
        A4 = "a4", _("A4")
        LETTER = "us-letter", _("US Letter")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    paper = models.CharField(max_length=10, choices=Paper, default=Paper.A4)
    names = models.BooleanField(help_text="Whether names are shown to who asked")
    certificates = models.JSONField(help_text="Primary keys, in the order of the list")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=80, blank=True)
    file_bytes = models.PositiveBigIntegerField(default=0)
    file_digest = models.CharField(max_length=64, blank=True)
    left_out = models.JSONField(default=list, help_text="[serial, why]")
    expires_at = models.DateTimeField(null=True)

    objects = BulkWorkQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="certificates_bulk_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
