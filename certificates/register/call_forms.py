"""Choosing what has changed and by when, and saying why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.changes import options_of
from certificates.models import Programme
from certificates.models.register import CertificateQuerySet
from people.keeping.fields import DayField

REASON_LENGTH = 500


class ChangeFilter(forms.Form):
    """What has changed, the day, and whom to look for among those who are affected."""

    change = forms.ChoiceField(
        label=_("What has changed?"),
        help_text=_("Certificates that rest on less than this fall due."),
        error_messages={
            "required": _("Choose what has changed."),
            "invalid_choice": _("Choose what has changed from the list."),
        },
    )
    due_on = DayField(label=_("To be renewed by"))
    q = forms.CharField(label=_("Name or serial number"), required=False, max_length=100)

    def __init__(self, *args: Any, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.programmes = {one.code: one for one in Programme.objects.select_related("course")}
        groups = []
        for code, programme in self.programmes.items():
            found = [
                (f"{code}:{basis}:{option.value}", option.label)
                for basis, option in options_of(programme)
            ]
            if found:
                groups.append((programme.title, found))
        self.any_change = bool(groups)
        field = self.fields["change"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *groups]
        if not names:
            self.fields["q"].label = _("Serial number")

    @property
    def chosen(self) -> tuple[Programme, str, str]:
        """The programme, the key of the basis, and what has changed. Read it when the form is valid."""
        code, basis, value = self.cleaned_data["change"].split(":", 2)
        return self.programmes[code], basis, value

    def narrow(self, certificates: CertificateQuerySet) -> CertificateQuerySet:
        """Those whose serial number or, where they may be read, name was typed."""
        typed = self.cleaned_data["q"].strip()
        if not typed:
            return certificates
        found = certificates.filter(serial__istartswith=typed)
        if self.names:
            named = certificates
            for word in typed.split():
                named = named.filter(printed__legal_name__icontains=word)
            found |= named
        return found


class ReasonForm(forms.Form):
    """Why, in a sentence or two."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Holders read it in their reminders."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, for whoever asks later.")},
    )
