"""Courses that people took elsewhere."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from certificates.models.programmes import Programme, check_hours, check_printable
from people.models import Person, rows_of


class Verdict(models.TextChoices):
    """What a keeper said of a course taken elsewhere."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")


class ExternalCourseQuerySet(models.QuerySet["ExternalCourse"]):
    def with_state(self) -> Self:
        """With what was said of each last; nothing while a claim waits."""
        last = ExternalDecision.objects.filter(course=OuterRef("pk")).order_by("-pk")
        names = ("verdict", "reason", "counts_as", "counts_until")
        return self.annotate(**{f"last_{name}": Subquery(last.values(name)[:1]) for name in names})

    def accepted(self) -> Self:
        """Those that a keeper accepted, and did not take back."""
        return self.with_state().filter(last_verdict=Verdict.ACCEPTED)

    def waiting(self) -> Self:
        """Claims that nobody has looked at."""
        return self.filter(decisions=None)

    def of_person(self, person_id: int) -> Self:
        """Those of a canonical person, also of rows that were joined to it later."""
        return self.filter(person__in=rows_of(person_id))

    def let_count(self, programme_id: int) -> Self:
        """Those that the Secretariat lets count as a programme, whenever."""
        return self.accepted().filter(last_counts_as=programme_id)

    def counting_for(self, programme_id: int, day: date) -> Self:
        """Those that the Secretariat lets count as a programme on `day`."""
        until = Q(last_counts_until=None) | Q(last_counts_until__gte=day)
        return self.let_count(programme_id).filter(until, completed_on__lte=day)


class ExternalCourse(models.Model):
    """A course that somebody completed elsewhere, as it was claimed or recorded.

    Append-only, but for what says where and what: that may be blanked when its holder is erased.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="external_courses")
    title = models.CharField(_("title"), max_length=160, validators=[check_printable])
    provider = models.CharField(_("provider"), max_length=160, validators=[check_printable])
    funder = models.CharField(
        _("paid for by"), max_length=160, blank=True, validators=[check_printable]
    )
    completed_on = models.DateField(_("completed on"))
    hours_by_category = models.TextField(_("hours by category"), validators=[check_hours])
    reference = models.CharField(
        _("number or address of the proof"),
        max_length=200,
        blank=True,
        validators=[check_printable],
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ExternalCourseQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class ExternalProof(models.Model):
    """The file that proves a course. Only who may read the course may have it."""

    course = models.OneToOneField(
        ExternalCourse, on_delete=models.PROTECT, primary_key=True, related_name="proof"
    )
    ending = models.CharField(max_length=4, help_text="pdf, png or jpg, by what is in it")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.pk}.{self.ending}"


class ExternalDecision(models.Model):
    """What a keeper said; the last one holds. Append-only, but for a reason that may be blanked.

    The Secretariat may say that the course counts as one of our programmes, for ever or until a day.
    """

    course = models.ForeignKey(ExternalCourse, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    counts_as = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    counts_until = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(counts_as=None) | Q(verdict=Verdict.ACCEPTED),
                name="certificates_only_accepted_counts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.verdict}"
