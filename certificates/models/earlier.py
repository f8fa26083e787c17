"""Certificates from before, or from elsewhere: recorded here, not issued here."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.models import Agency, Person, StaffRecord, rows_of


class EarlierFile(models.Model):
    """A list of earlier certificates as it was sent. Its rows go once they are recorded.

    `agency` is the one whose people it names; none for the whole nation. `rows` are cells as text, by
    column, with their line.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    recorded = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class EarlierCertificateQuerySet(models.QuerySet["EarlierCertificate"]):
    def standing(self) -> Self:
        """Those that were not taken out again."""
        return self.filter(withdrawn_at=None)

    def of_person(self, person_id: int) -> Self:
        """What stands for a canonical person, also where a joined record was named."""
        return self.standing().filter(person__in=rows_of(person_id))


class EarlierCertificate(models.Model):
    """A paper that somebody else issued. It has no serial, code, page or signature of ours.

    Nobody here vouches for it, and it counts for no requirement. `number` is the provider's own.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    staff_record = models.ForeignKey(StaffRecord, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    file = models.ForeignKey(
        EarlierFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EarlierCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "provider", "number", "title", "issued_on"],
                condition=Q(withdrawn_at=None),
                name="certificates_earlier_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                name="certificates_earlier_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
