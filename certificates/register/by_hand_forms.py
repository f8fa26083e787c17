"""For whom a certificate is issued by hand, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.models import HandReason, Programme
from people.models import StaffRecord
from people.permissions import Viewer, staff_visible_to
from people.rules import staff_login


class WhoForm(forms.Form):
    """A person, by agency code and staff number."""

    who = forms.CharField(
        label=_("Agency code and staff number"),
        help_text=_("For example MOE/12345."),
        max_length=40,
        error_messages={"required": _("Enter the agency code and the staff number.")},
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, user: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_who(self) -> StaffRecord:
        """The record of this number, of those that the user may open."""
        login = staff_login(str(self.cleaned_data["who"]))
        if login is None:
            raise forms.ValidationError(_("Write it like MOE/12345: agency code, slash, number."))
        code, number = login
        seen = staff_visible_to(self.user).select_related("person__same_as", "agency")
        found = seen.filter(root_agency__code=code, number=number).first()
        if found is None:
            raise forms.ValidationError(_("Nobody is on a roster under this number."))
        return found


class ProposeForm(forms.Form):
    """Which certificate, why by hand, and where the evidence is."""

    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        label=_("Certificate"),
        to_field_name="code",
        empty_label=_("Choose one"),
        error_messages={"required": _("Choose the certificate.")},
    )
    reason = forms.ChoiceField(
        label=_("Why is it issued by hand?"),
        help_text=_(
            "It stands in the register. The certificate says only that two officers agreed."
        ),
        choices=HandReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is issued by hand.")},
    )
    note = forms.CharField(
        label=_("Where is the evidence kept?"),
        help_text=_("For the Secretariat: a file and its number, who supervised, the mark."),
        max_length=2000,
        error_messages={"required": _("Say where the evidence is kept.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
