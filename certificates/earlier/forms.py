"""A list of earlier certificates, one of them, and finding those on record."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.earlier.columns import Row
from certificates.models import EarlierCertificate
from foundation.formats.tables import MAX_BYTES
from people.keeping.fields import DayField
from people.models import Agency
from people.rules import staff_login


class SendForm(forms.Form):
    """A file, and whose people it names."""

    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"),
        label=_("Whose people does it name?"),
        empty_label=_("The whole nation: numbers like MOE/12345"),
        required=False,
        help_text=_("Where it is one agency, the staff number alone will do."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 2,000 rows."),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def clean_file(self) -> Any:
        """Larger files are refused before they are read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Split it into several."))
        return file


class OneForm(forms.Form):
    """One certificate, as it stands on the paper."""

    who = forms.CharField(
        label=_("Agency code and staff number"),
        help_text=_("For example MOE/12345."),
        max_length=40,
        error_messages={"required": _("Enter the agency code and the staff number.")},
    )
    title = forms.CharField(
        label=_("Title of the certificate"),
        max_length=200,
        error_messages={"required": _("Enter the title.")},
    )
    provider = forms.CharField(
        label=_("Issued by"),
        max_length=200,
        error_messages={"required": _("Enter who issued it.")},
    )
    number = forms.CharField(
        label=_("Its number"), max_length=80, required=False, help_text=_("As on the paper.")
    )
    issued_on = DayField(label=_("Issued on"))
    valid_until = DayField(label=_("Valid until"), required=False)

    def row(self) -> Row:
        """As a row of a list. Call it when the form is valid."""
        said = self.cleaned_data
        days = {
            name: said[name].isoformat() if said[name] else ""
            for name in ("issued_on", "valid_until")
        }
        return {
            "line": 1,
            **{name: said[name] for name in ("who", "title", "provider", "number")},
            **days,
        }


class EarlierFilter(forms.Form):
    """Finding them by staff number, title, issuer or number."""

    q = forms.CharField(
        label=_("Staff number, title, issuer or number"), required=False, max_length=100
    )

    def narrow(self, found: QuerySet[EarlierCertificate]) -> QuerySet[EarlierCertificate]:
        """Those that match. Call it when the form is valid."""
        typed = self.cleaned_data["q"].strip()
        if not typed:
            return found
        if login := staff_login(typed):
            code, number = login
            return found.filter(staff_record__root_agency__code=code, staff_record__number=number)
        said = Q(title__icontains=typed) | Q(provider__icontains=typed)
        said |= Q(number__iexact=typed) | Q(staff_record__number__iexact=typed)
        return found.filter(said)
