"""The forms of signing in and of one's own account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.account.models import Login
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _

from people.rules import staff_login

PASSWORD_HINT = _(
    "At least 10 characters. Three or four words that only you put together are good."
)
CODE_HINT = _("Six digits from your authenticator app.")


class SignInForm(LoginForm):
    """E-mail address or staff number, and password, on one page.

    The error never says which of the two was wrong, nor whether the account exists.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail address or staff number"),
            help_text=_("With a staff number, put your agency's code first, like MOE/12345."),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        """One key for one account, however it was typed, so that its lock-out counts once."""
        login, password = self.cleaned_data["login"], self.cleaned_data["password"]
        if "@" in login:
            return {"email": login.lower(), "password": password}
        parts = staff_login(login)
        return {"username": "/".join(parts) if parts else login.lower(), "password": password}

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        adapter = get_adapter(self.request)
        user = adapter.authenticate(self.request, **credentials)
        if user is None:
            raise adapter.validation_error("sign_in_mismatch")
        email = credentials.get("email")
        # The agency vouches for a staff number; only an address has to be verified by mail.
        verification = None if email else EmailVerificationMethod.NONE
        self._login = Login(user=user, email=email, email_verification=verification)
        self.user = user
        return self.cleaned_data


class OwnWords(forms.Form):
    """A form of django-allauth with our labels and hints: `words` is {field: (label, hint)}."""

    words: dict[str, tuple[Any, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint


class OwnSignUp(OwnWords, SignupForm):
    words = {
        "email": (_("E-mail address"), _("We send a message there to confirm it.")),
        "password1": (_("Password"), PASSWORD_HINT),
    }


class OwnPasswordChange(OwnWords, ChangePasswordForm):
    words = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class OwnPasswordSet(OwnWords, SetPasswordForm):
    words = {
        "password1": (_("New password"), PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class OwnPasswordReset(OwnWords, ResetPasswordForm):
    words = {"email": (_("E-mail address"), "")}


class OwnPasswordFromKey(OwnWords, ResetPasswordKeyForm):
    words = OwnPasswordSet.words


class OwnAddress(OwnWords, AddEmailForm):
    words = {"email": (_("E-mail address"), _("We send a message there to confirm it."))}


class OwnReauthentication(OwnWords, ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class OwnCode(OwnWords, AuthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class OwnCodeAgain(OwnWords, CodeAgainForm):
    words = OwnCode.words


class OwnAppSetUp(OwnWords, ActivateTOTPForm):
    words = OwnCode.words
