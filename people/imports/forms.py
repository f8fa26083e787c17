"""Forms of the import pages."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.formats.tables import MAX_BYTES
from people.imports.columns import COLUMNS, Kind
from people.imports.permissions import importable_agencies
from people.imports.reading import Heading
from people.imports.verdicts import Verdict
from people.models import Agency
from people.permissions import Viewer

VERDICTS = {
    Verdict.ERROR: _("Errors"),
    Verdict.NEW: _("New"),
    Verdict.CHANGED: _("Changed"),
    Verdict.TRANSFERRED: _("Transferred"),
    Verdict.RETURNED: _("Returned"),
    Verdict.LEFT: _("Left"),
    Verdict.DUPLICATE: _("Twice in the file"),
    Verdict.UNCHANGED: _("Unchanged"),
}


class SendForm(forms.Form):
    """A file, and what it is about. Only agencies that the user keeps can be chosen."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("Agency"), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.ROSTER,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 20 MB and 150,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    as_of = forms.DateField(
        label=_("Which day does it speak of?"),
        help_text=_("Changes without a day of their own count from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    complete = forms.BooleanField(
        label=_("The file names everybody of this agency and its units"),
        help_text=_("Then whoever is missing has left. You see who, before anything changes."),
        required=False,
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agency.queryset = importable_agencies(user)
        self.fields["as_of"].initial = timezone.localdate
        if not self.is_bound:
            agency.initial = importable_agencies(user).order_by("path").first()

    def clean_file(self) -> Any:
        """Larger files are refused before they are read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it into several."))
        return file


class SheetForm(forms.Form):
    """Which sheet of a workbook holds the list."""

    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args: Any, sheets: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["sheet"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(name, name) for name in sheets]


class ColumnsForm(forms.Form):
    """One choice for each heading of the file."""

    def __init__(
        self, *args: Any, kind: str, heading: Heading, known: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Do not use")), *((one.name, one.label) for one in COLUMNS[kind])]
        for position, text in enumerate(heading.headings):
            samples = ", ".join(filter(None, heading.samples[position]))
            if not text and not samples:
                continue
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=text or _("Column %(number)s, without a heading") % {"number": position + 1},
                help_text=_("For example: %(samples)s") % {"samples": samples} if samples else "",
                choices=choices,
                required=False,
                initial=known.get(str(position), ""),
            )

    def columns(self) -> dict[int, str]:
        """Position to column."""
        return {
            int(name.removeprefix("column_")): value for name, value in self.cleaned_data.items()
        }


class RowFilter(forms.Form):
    """Which rows of an import are shown."""

    verdict = forms.ChoiceField(
        label=_("Show rows"),
        required=False,
        choices=[("", _("All")), *((str(verdict), label) for verdict, label in VERDICTS.items())],
    )
    q = forms.CharField(label=_("Staff number"), required=False, max_length=20)
