"""The register. A certificate is an immutable snapshot of what was printed."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from certificates.models.programmes import Programme
from certificates.models.reasons import Reason
from certificates.rules import Held, Life
from foundation.formats.calendar import end_of_day
from people.models import Person, rows_of

if TYPE_CHECKING:
    from certificates.models.revocations import Revocation


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


# What the evidence of a corrected certificate begins with; the old one's id follows.
CORRECTION = "certificate:"

# The primary key that registers and coverage use, for annotating certificates.
CANONICAL_PERSON = Coalesce("person__same_as_id", "person_id")


def _called() -> Any:
    """Which certificates were called for renewal: rows of a model that is defined after this one."""
    return Certificate._meta.get_field("calls").related_model._default_manager.all()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_on(self, day: date) -> Self:
        """Certificates that hold at the end of `day` in the issuer's time zone.

        One that was revoked later held until then: what was reported for a day stays so.
        """
        moment = end_of_day(day, settings.TIME_ZONE)
        return self.filter(issued_at__lte=moment, valid_until__gte=moment).exclude(
            revocation__revoked_at__lte=moment
        )

    def current_on(self, day: date) -> Self:
        """Those that hold on `day` and were not due for renewal before it.

        What was called for renewal stays valid to its printed day for whoever holds the paper; after
        the day by which it fell due it does not count as current any more. Decided or taken back
        later, that changes nothing for `day`.
        """
        moment = end_of_day(day, settings.TIME_ZONE)
        late = _called().open_at(moment).filter(certificate=OuterRef("pk"), call__due_on__lt=day)
        return self.valid_on(day).exclude(Exists(late))

    def with_life(self) -> Self:
        """With everything that their state depends on, in the same query."""
        known = self.select_related("revocation", "successor")
        mine = _called().filter(certificate=OuterRef("pk"), call__withdrawal=None)
        return known.annotate(
            open_due_on=Subquery(mine.order_by("call__due_on").values("call__due_on")[:1]),
            open_called_at=Subquery(mine.order_by("called_at").values("called_at")[:1]),
        )

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
    issuer = models.CharField(max_length=20, help_text="The serial's prefix")
    year = models.PositiveIntegerField(help_text="The issuer's local year")
    number = models.PositiveIntegerField(help_text="From 1, without a gap, per issuer and year")
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
    name_commitment = models.CharField(max_length=64, help_text="Digest of salt and name")
    link = models.CharField(max_length=64, help_text="Seals this row and the one before it")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "cycle"], name="certificates_issued_once"
            ),
            models.UniqueConstraint(
                fields=["issuer", "year", "number"], name="certificates_numbered_once"
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

    @cached_property
    def _open_call(self) -> tuple[date | None, datetime | None]:
        """By when it is to be renewed, and since when that was known. No query if `with_life()`."""
        if not hasattr(self, "open_due_on"):
            loaded = Certificate.objects.with_life().get(pk=self.pk)
            return loaded._open_call
        return self.open_due_on, getattr(self, "open_called_at", None)

    @property
    def due_by(self) -> date | None:
        """The day by which it is to be renewed, though it may be valid longer; None once it was."""
        return None if self.replaced_by else self._open_call[0]

    @property
    def life(self) -> Life:
        """What its state depends on: `state_at(now, certificate.life)`."""
        revoked = self.revoked
        return Life(
            issued_at=self.issued_at,
            valid_until=self.valid_until,
            zone=self.snapshot.get("time_zone", settings.TIME_ZONE),
            revoked_at=revoked.revoked_at if revoked else None,
            superseded=revoked is not None and revoked.reason == Reason.SUPERSEDED,
        )

    @property
    def held(self) -> Held:
        """What its renewal depends on."""
        last_day = date.fromisoformat(self.snapshot["last_day"])
        called_at = self._open_call[1]
        return Held(
            cycle=self.cycle,
            life=self.life,
            issued_on=date.fromisoformat(self.snapshot["issued_on"]),
            last_day=last_day,
            anniversary=self.snapshot.get("anniversary") or last_day.day,
            called_at=called_at,
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
