"""Programmes and the register. A certificate is an immutable snapshot of what was printed."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from certificates.rules import Life
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
        """Certificates that hold at the end of `day` in the issuer's time zone.

        One that was revoked later held until then: what was reported for a day stays so.
        """
        moment = end_of_day(day, settings.TIME_ZONE)
        return self.filter(issued_at__lte=moment, valid_until__gte=moment).exclude(
            revocation__revoked_at__lte=moment
        )

    def with_life(self) -> Self:
        """With everything that their state depends on, in the same query."""
        return self.select_related("revocation", "successor")

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
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        help_text="What this one renews or corrects",
    )
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

    @property
    def revoked(self) -> "Revocation | None":
        """Its revocation. No query if loaded `with_life()`."""
        return getattr(self, "revocation", None)

    @property
    def replaced_by(self) -> "Certificate | None":
        """The certificate that renewed or corrected this one. No query if loaded `with_life()`."""
        return getattr(self, "successor", None)

    @property
    def life(self) -> Life:
        """What its state depends on: `state_at(now, certificate.life)`."""
        revoked = self.revoked
        return Life(
            issued_at=self.issued_at,
            valid_until=self.valid_until,
            zone=self.snapshot.get("time_zone", settings.TIME_ZONE),
            revoked_at=revoked.revoked_at if revoked else None,
            superseded=revoked is not None and revoked.reason == Revocation.Reason.SUPERSEDED,
        )


class CertificateName(models.Model):
    """The printed name and the salt of its commitment: the only part that may be blanked."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, primary_key=True, related_name="printed"
    )
    legal_name = models.CharField(max_length=120, blank=True)
    salt = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Revocation(models.Model):
    """A certificate that no longer counts, from a moment on. Append-only: it is never taken back.

    Somebody who was wronged gets a new certificate. The reason is public, so it is one of a few
    sentences that say nothing of the person.
    """

    class Reason(models.TextChoices):
        """Why, as anybody may read it."""

        MISTAKE = "mistake", _("It was issued by mistake.")
        EVIDENCE = "evidence", _("The result that earned it does not stand.")
        REVIEW = "review", _("It was withdrawn after a review.")
        SUPERSEDED = "superseded", _("A corrected certificate took its place.")
        ERASED = "erased", _("Its holder asked for their name to be removed.")

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="revocation"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    revoked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reason__in=["mistake", "evidence", "review", "superseded", "erased"]
                ),
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
