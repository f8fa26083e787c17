"""What the reader of the coverage page chooses to see."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coverage.models import Requirement
from coverage.report import Parish, Unit


class ViewForm(forms.Form):
    """Requirement, agency, parish, day: all optional, all in the address, so a view can be shared."""

    requirement = forms.ChoiceField(label=_("Requirement"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    parish = forms.ChoiceField(label=_("Parish"), required=False)
    day = forms.DateField(
        label=_("On"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a day, for example 2026-10-02.")},
    )
    only = forms.ChoiceField(
        label=_("Workplaces"),
        required=False,
        choices=[("", _("All")), ("nobody", _("Only those with nobody certified"))],
    )

    def __init__(
        self,
        data: Any,
        *,
        today: date,
        requirements: Iterable[Requirement],
        units: Iterable[Unit] = (),
        parishes: Iterable[Parish] = (),
    ) -> None:
        super().__init__(data)
        self.today = today
        self._offer("requirement", [(str(r.pk), r.title) for r in requirements])
        self._offer("agency", [("", _("All agencies")), *((u.code, u.name) for u in units)])
        self._offer("parish", [("", _("All parishes")), *((p.code, p.name) for p in parishes)])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_day(self) -> date | None:
        """A day up to today: nobody knows who will have been certified."""
        day: date | None = self.cleaned_data["day"]
        if day and day > self.today:
            raise forms.ValidationError(_("Choose today or a day before it."))
        return day
