"""What is in force, and who put their name to it."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from people.models import Role
from protocols.models.drafts import ProtocolDraft


class Signature(models.Model):
    """A person's approval of exactly one content, by its hash. Append-only.

    A change to the draft changes its hash, so that older signatures no longer count.
    """

    draft = models.ForeignKey(ProtocolDraft, on_delete=models.PROTECT, related_name="signatures")
    content_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=20, choices=Role)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "content_hash", "signed_by"], name="protocols_signed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} signed {self.content_hash[:12]}"


class ProtocolVersionQuerySet(models.QuerySet["ProtocolVersion"]):
    def effective_on(self, day: date) -> Self:
        """Versions that had begun by `day`, the newest of each protocol first."""
        return self.filter(effective_from__lte=day).order_by("-effective_from", "-frozen_at", "-pk")


class ProtocolVersion(models.Model):
    """A protocol in force: JSON valid against the published schema. Append-only."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(ProtocolDraft, on_delete=models.PROTECT, related_name="versions")
    slug = models.SlugField()
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    document = models.JSONField()
    content_hash = models.CharField(max_length=64, unique=True)
    effective_from = models.DateField()
    review_due = models.DateField()
    frozen_at = models.DateTimeField()
    change_note = models.CharField(max_length=300, blank=True)

    objects = ProtocolVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="protocols_version_once")
        ]
        indexes = [
            models.Index(fields=["slug", "effective_from"], name="protocols_version_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
