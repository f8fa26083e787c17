"""Writing down a course taken elsewhere, and deciding about it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from certificates.elsewhere.permissions import can_let_count
from certificates.elsewhere.proofs import MAX_BYTES, kind_of
from certificates.models import ExternalCourse, Programme
from people.keeping.fields import DayField
from people.models import User


class CourseForm(forms.ModelForm):
    """What it was, when, and what proves it."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    completed_on = DayField(label=_("Last day of the course"))
    file = forms.FileField(
        label=_("File that proves it"),
        required=False,
        help_text=_(
            "PDF, PNG or JPEG, at most 2 MB. Only the holder, their focal person and the Secretariat can "
            "open it."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    # Whoever has no file reads on to what can stand instead of it.
    field_order = ("title", "provider", "completed_on", "hours_by_category", "funder", "file")

    class Meta:
        model = ExternalCourse
        fields = (
            "title",
            "provider",
            "completed_on",
            "hours_by_category",
            "funder",
            "reference",
        )
        labels = {
            "title": _("Name of the course"),
            "provider": _("Who gave it?"),
            "funder": _("Who paid for it?"),
            "hours_by_category": _("Hours by category"),
            "reference": _("Or: number or address of the proof"),
        }
        help_texts = {
            "hours_by_category": _("One category a line, with its hours, such as Law: 2.5")
        }
        widgets = {"hours_by_category": forms.Textarea(attrs={"rows": 3})}

    def clean_file(self) -> bytes:
        """The file, looked at by what is in it. Larger ones are refused before they are read."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return b""
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Make it smaller."))
        data = file.read()
        if kind_of(data) is None:
            raise forms.ValidationError(_("This file is no PDF, PNG or JPEG. Choose another one."))
        return data


class DecisionForm(forms.Form):
    """Accepted or not; the Secretariat may let it count as one of our certificates."""

    verdict = forms.ChoiceField(
        label=_("Does it stand?"),
        choices=[("accepted", _("Accept it")), ("refused", _("Do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it stands.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Needed where it is not accepted. Its holder reads it."),
        required=False,
        max_length=300,
    )
    counts_as = forms.ModelChoiceField(
        label=_("It counts as"),
        help_text=_("In coverage and requirements, as if they held this certificate."),
        queryset=Programme.objects.all(),
        required=False,
        empty_label=_("None of our certificates"),
    )
    counts_until = DayField(label=_("It counts until"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_let_count(user):
            del self.fields["counts_as"], self.fields["counts_until"]
