"""Signatories in the form of a programme: a name, an office, and a picture that is checked here."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from certificates.models import Signatory
from certificates.pictures import MAX_BYTES, NotAPicture, prepared


class SignatoryForm(WagtailAdminModelForm):
    """One signatory. The picture becomes bytes to be kept; nothing is written here."""

    upload = forms.FileField(
        label=_("Picture of the signature"),
        required=False,
        help_text=_("PNG or JPEG, at most 2 MB. Dark on white or on nothing."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    remove = forms.BooleanField(label=_("Print no picture"), required=False)

    class Meta:
        model = Signatory
        fields = ("name", "office")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.picture_id:
            self.fields["upload"].help_text = _(
                "There is a picture. Choose a file to replace it: PNG or JPEG, at most 2 MB."
            )

    def clean_upload(self) -> bytes | None:
        """The picture as it is kept. Its size is looked at before it is read."""
        file = self.cleaned_data["upload"]
        if not isinstance(file, UploadedFile):
            return None
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The picture is larger than 2 MB. Make it smaller."))
        try:
            return prepared(file.read())
        except NotAPicture as problem:
            raise forms.ValidationError(
                _("This file is no PNG or JPEG that can be read. Choose another one.")
            ) from problem

    def clean(self) -> dict[str, Any]:
        """Hand the picture over to the signatory."""
        given = super().clean() or self.cleaned_data
        if given.get("remove"):
            self.instance.picture = None
        elif picture := given.get("upload"):
            self.instance.new_picture = picture
        return given


class SignatoriesPanel(InlinePanel):
    """An inline panel whose rows are `SignatoryForm`."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = SignatoryForm
        return options
