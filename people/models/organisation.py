"""Places, agencies, workplaces, cadres, and how many people should be there."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from people.models.trees import TreeNode


class Area(TreeNode):
    """A country, a region or a parish."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("Country")
        REGION = "region", _("Region")
        PARISH = "parish", _("Parish")

    kind = models.CharField(max_length=10, choices=Kind)
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name


class Agency(TreeNode):
    """An employer of first-line staff, or a unit of one."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name


class Cadre(models.Model):
    """A kind of post: nurse, teacher, labour inspector."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Workplace(models.Model):
    """A school, clinic, station, office or port."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="workplaces")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="workplaces")
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EstablishmentQuerySet(models.QuerySet["Establishment"]):
    def counted_by(self, day: date) -> Self:
        """Head-counts dated on or before `day`."""
        return self.filter(counted_on__lte=day)


class StandingCounts(models.Manager.from_queryset(EstablishmentQuerySet)):  # type: ignore[misc]
    """Only what holds: neither corrected by a later row nor taken back."""

    def get_queryset(self) -> EstablishmentQuerySet:
        everything: EstablishmentQuerySet = super().get_queryset()
        return everything.filter(superseded_by=None, withdrawn=False)


class Establishment(models.Model):
    """A dated head-count of one cadre at one level: an agency, an area of an agency, or a workplace.

    `filled` is the denominator of coverage. Levels are never summed from partial children. Rows are
    never changed: a correction is a new row that `supersedes` the wrong one, a count that was taken
    back is superseded by a `withdrawn` one.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="establishments")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True)
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, null=True, blank=True)
    cadre = models.ForeignKey(Cadre, on_delete=models.PROTECT)
    counted_on = models.DateField()
    funded = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    withdrawn = models.BooleanField(default=False, editable=False)

    objects = StandingCounts()
    with_superseded = EstablishmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "agency",
                # Null is never equal to null, and SQLite knows no NULLS NOT DISTINCT.
                Coalesce("area", 0),
                Coalesce("workplace", 0),
                "cadre",
                "counted_on",
                condition=models.Q(supersedes__isnull=True),
                name="people_establishment_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn=False) | models.Q(supersedes__isnull=False),
                name="people_establishment_withdraws_one",
            ),
            models.CheckConstraint(
                condition=models.Q(area__isnull=True) | models.Q(workplace__isnull=True),
                name="people_establishment_one_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filled} of {self.funded} on {self.counted_on}"
