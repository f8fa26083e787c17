"""Links by which somebody shows their own record to whoever has the link."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models

from people.models import Person, rows_of


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def of_person(self, person_id: int) -> Self:
        """Those of a canonical person, also when made by a row that was joined to it later."""
        return self.filter(person__in=rows_of(person_id))

    def open(self, now: datetime) -> Self:
        """Neither past their end nor withdrawn."""
        return self.filter(withdrawn_at=None, expires_at__gt=now)


class ShareLink(models.Model):
    """Shows the record of a person, with hours if they chose so, until it ends or is withdrawn.

    Of the secret part of the address only a digest is kept.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="share_links")
    digest = models.CharField(max_length=64, unique=True)
    hours = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="When it was last opened")

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")),
                name="certificates_share_ends_later",
            )
        ]

    def __str__(self) -> str:
        return str(self.uuid)
