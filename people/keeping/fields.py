"""Fields that the forms of a person share."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Workplace
from people.permissions import Viewer, workplaces_visible_to

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day, chosen by the device's own calendar or typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        errors = {
            "invalid": _("Enter a day, for example 2026-10-02."),
            "required": _("Enter a day."),
        }
        super().__init__(widget=widget, error_messages=errors, **options)
        # A slip in the year, or the "no end" of another system, is no day of anybody's service.
        self.validators += [
            MinValueValidator(FIRST, _("Enter a day from 1900 on.")),
            MaxValueValidator(LAST, _("Enter a day before the year 2200.")),
        ]


class WorkplaceField(forms.ModelChoiceField):
    """A workplace with its parish, since names repeat."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Workplace.objects.none(),
            empty_label=_("Choose a workplace"),
            error_messages={
                "required": _("Choose a workplace."),
                "invalid_choice": _("Choose a workplace from the list."),
            },
            **options,
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.area.name}"


def workplaces_below(user: Viewer, root_agency_id: int) -> QuerySet[Workplace]:
    """The workplaces of one agency's tree that somebody may choose, by name."""
    seen = workplaces_visible_to(user).filter(agency__path__startswith=f"/{root_agency_id}/")
    return seen.select_related("area", "agency").order_by("name", "pk")
