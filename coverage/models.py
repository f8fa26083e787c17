"""Who must be certified in what."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Programme
from people.models import Agency, Cadre


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def in_force(self, day: date) -> Self:
        """Those that apply on `day`, first and last day included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Requirement(models.Model):
    """These cadres of these agencies must hold this programme, from then, within so many days."""

    title = models.CharField(_("title"), max_length=120)
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("certificate"),
    )
    agencies = models.ManyToManyField(
        Agency,
        related_name="+",
        verbose_name=_("agencies"),
        help_text=_("Each with everything below it."),
    )
    cadres = models.ManyToManyField(Cadre, related_name="+", verbose_name=_("cadres"))
    starts_on = models.DateField(_("from"))
    within_days = models.PositiveIntegerField(
        _("days to comply"),
        default=90,
        help_text=_("Counted from that day, or from the first day in the post if that is later."),
    )
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="coverage_requirement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title
