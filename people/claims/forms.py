"""The forms of claiming a record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import PASSWORD_HINT


class SlipForm(forms.Form):
    """Staff number and code, as they stand on the slip."""

    login = forms.CharField(
        label=_("Agency code and staff number"),
        help_text=_("As on your slip, like MOE/12345."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Eight letters and digits. Capitals and hyphens do not matter."),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


def _password(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=hint, widget=widget, strip=False, max_length=200)


class FirstPasswordForm(forms.Form):
    """The password that somebody signs in with from now on."""

    password1 = _password(_("Password"), PASSWORD_HINT)
    password2 = _password(_("Password again"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return data
