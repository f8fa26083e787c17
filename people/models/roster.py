"""Who works where, from when to when, and when not."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.models.organisation import Agency, Cadre, Workplace
from people.models.person import Person, rows_of
from people.models.words import WordField


def returned_by(day: date) -> Q:
    """Records of people who never came back from a leaving, or whose posting since began by `day`."""
    begun = Posting.objects.filter(
        staff_record=OuterRef("pk"), starts_on__gt=OuterRef("returned_after"), starts_on__lte=day
    )
    return Q(returned_after__isnull=True) | Q(Exists(begun))


class StaffRecordQuerySet(models.QuerySet["StaffRecord"]):
    def active_on(self, day: date) -> Self:
        """Records of those who have not left before `day`, and whose return has come."""
        return self.filter(
            Q(left_on__isnull=True) | Q(left_on__gte=day),
            returned_by(day),
            access_ended_at__isnull=True,
        )

    def of(self, person: Person) -> Self:
        """Every record of this human being, also of duplicates joined to them."""
        return self.filter(person__in=rows_of(person.canonical_id))


class StaffRecord(models.Model):
    """A person on one agency's roster. `person` never changes.

    Who leaves keeps the record with `left_on`, the last day; `access_ended_at` says that roles and
    sign-in of that leaving have ended, `successor` who takes over what is open, in the name of
    `left_by`, who entered the leaving (the system if empty).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff_records")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="staff_records")
    root_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    number = WordField(_("staff number"), max_length=8, db_index=True)
    email = models.EmailField(blank=True)
    left_on = models.DateField(_("last day"), null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    # What the leaving did to postings, so that exactly that is taken back: see `actions.leaving`.
    closed_postings = models.JSONField(default=list, blank=True, editable=False)
    access_ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The last day of the leaving before they came back: until a later post begins, no door is open.
    returned_after = models.DateField(null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    objects = StaffRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["root_agency", "number"], name="people_staff_number_once"
            ),
        ]
        indexes = [
            # The nightly question: whose leaving has come and was not carried out yet?
            models.Index(
                fields=["left_on"],
                condition=Q(left_on__isnull=False, access_ended_at__isnull=True),
                name="people_leaving_due",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="people_staff_email"),
        ]

    def __str__(self) -> str:
        return f"{self.root_agency.code}/{self.number}"

    def is_active_on(self, day: date) -> bool:
        """As `active_on`, of one record that is loaded."""
        return StaffRecord.objects.active_on(day).filter(pk=self.pk).exists()


class PostingQuerySet(models.QuerySet["Posting"]):
    def open_on(self, day: date) -> Self:
        """Postings that include `day` (both ends included)."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            starts_on__lte=day,
            withdrawn_at__isnull=True,
        )

    def not_over(self, day: date) -> Self:
        """Postings that include `day` or begin later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), withdrawn_at__isnull=True)

    def standing(self) -> Self:
        """Postings that were not withdrawn as mistakes."""
        return self.filter(withdrawn_at__isnull=True)


class StandingPostings(models.Manager.from_queryset(PostingQuerySet)):  # type: ignore[misc]
    """Only what was not withdrawn: a mistake must not count by being forgotten in a filter."""

    def get_queryset(self) -> PostingQuerySet:
        everything: PostingQuerySet = super().get_queryset()
        return everything.standing()


class Posting(models.Model):
    """Where and as what a person serves. A transfer closes one and opens another.

    History is not rewritten: what was entered by mistake is withdrawn, and what is right is a new row.
    """

    staff_record = models.ForeignKey(StaffRecord, on_delete=models.PROTECT, related_name="postings")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="postings")
    cadre = models.ForeignKey(Cadre, on_delete=models.PROTECT)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = StandingPostings()
    with_withdrawn = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="people_posting_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["staff_record", "workplace", "cadre"],
                condition=Q(ends_on__isnull=True, withdrawn_at__isnull=True),
                name="people_posting_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadre_id} at {self.workplace_id} from {self.starts_on}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    def standing(self) -> Self:
        """Exemptions that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def in_force(self, day: date) -> Self:
        """Exemptions that include `day` (both ends included)."""
        return self.standing().filter(starts_on__lte=day, ends_on__gte=day)


class Exemption(models.Model):
    """Days on which nothing is asked of somebody. They stay in every head-count."""

    class Reason(models.TextChoices):
        MATERNITY = "maternity", _("Maternity or paternity leave")
        STUDY = "study", _("Study leave")
        SECONDMENT = "secondment", _("Secondment elsewhere")
        OTHER = "other", _("Other long leave")

    staff_record = models.ForeignKey(
        StaffRecord, on_delete=models.PROTECT, related_name="exemptions"
    )
    reason = models.CharField(max_length=12, choices=Reason)
    starts_on = models.DateField()
    ends_on = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="people_exemption_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} from {self.starts_on} to {self.ends_on}"
