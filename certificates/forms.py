"""What a stranger types to check a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.serials import is_serial, normalised


class CodeForm(forms.Form):
    """The code printed beside the QR code, however it was typed."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        help_text=_("16 letters and digits, for example 7K3M-9QZT-2F8H-XW4D."),
        max_length=60,
        error_messages={"required": _("Enter the code from the certificate.")},
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """The code as it is stored. Says which number was typed when it is the serial."""
        typed = str(self.cleaned_data["code"])
        if code := normalised(typed):
            return code
        if is_serial(typed.strip().upper()):
            raise forms.ValidationError(
                _("That is the serial number. Enter the code that is printed beside the QR code.")
            )
        raise forms.ValidationError(
            _("A code has 16 letters and digits. Compare what you typed with the certificate.")
        )
