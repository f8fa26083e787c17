"""Programmes and the register. A certificate is an immutable snapshot of what was printed."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from foundation.formats.calendar import end_of_day
from people.models import Person, rows_of


class Programme(models.Model):
    """What a certificate attests, and for how long."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Short, for links and lists, such as child-screening.")
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("Printed large on the certificate.")
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name=_("course"),
        help_text=_("Passing the quiz of a released edition of this course earns it."),
    )
    validity_months = models.PositiveIntegerField(_("valid for, in months"), default=12)
    signatory_name = models.CharField(_("signatory"), max_length=120, blank=True)
    signatory_office = models.CharField(_("office of the signatory"), max_length=120, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(validity_months__gte=1, validity_months__lte=120),
                name="certificates_validity_1_to_120",
            )
        ]

    def __str__(self) -> str:
        return self.title


class SerialCounter(models.Model):
    """The last serial number given by an issuer in a year. Locked last, inside the issuing."""

    issuer = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year"], name="certificates_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.year}: {self.last}"


# The primary key that registers and coverage use, for annotating certificates.
CANONICAL_PERSON = Coalesce("person__same_as_id", "person_id")


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_on(self, day: date) -> Self:
        """Certificates that hold at the end of `day` in the issuer's time zone."""
        moment = end_of_day(day, settings.TIME_ZONE)
        return self.filter(issued_at__lte=moment, valid_until__gte=moment)

    def of_person(self, person_id: int) -> Self:
        """Those of a canonical person, also when issued to a row that was joined to it later."""
        return self.filter(person__in=rows_of(person_id))


class Certificate(models.Model):
    """One per person, programme and cycle. Append-only; the name lives in `CertificateName`."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="certificates")
    cycle = models.PositiveIntegerField(default=1)
    serial = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField(help_text="End of the last valid day, issuer's time zone")
    evidence = models.CharField(max_length=80, help_text="attempt:<uuid>")
    snapshot = models.JSONField(help_text="Everything printed but the name")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "cycle"], name="certificates_issued_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "evidence"], name="certificates_evidence_counts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__gt=models.F("issued_at")),
                name="certificates_valid_after_issue",
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "valid_until", "issued_at"], name="certificates_valid_then"
            )
        ]

    def __str__(self) -> str:
        return self.serial


class CertificateName(models.Model):
    """The printed name and the salt of its commitment: the only part that may be blanked."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, primary_key=True, related_name="printed"
    )
    legal_name = models.CharField(max_length=120, blank=True)
    salt = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
