"""How django-allauth behaves here: its words, who may sign up, how a password is asked again."""

from base64 import urlsafe_b64encode
from ipaddress import ip_address
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.passwords import is_refused


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from rosters. Signing up alone is a door that the installation may open."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "sign_in_mismatch": _(
            "The sign-in name or the password is not right. Check both and try again."
        ),
        "too_many_login_attempts": _(
            "There were too many tries. Wait five minutes, then try again or reset your password."
        ),
        "incorrect_password": _("This is not your password. Try again."),
        "incorrect_code": _("This code is not right, or it has run out. Enter the newest one."),
        "invalid_password_reset": _("This link has been used or has run out. Ask for a new one."),
        "same_as_current": _("Choose a password that differs from the present one."),
        "enter_current_password": _("This is not your present password."),
        "rate_limited": _("That was too often. Wait a few minutes, then try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """IPv4 as such, also where one socket serves both kinds.

        Limits count an IPv6 address by its network, and all IPv4 lies in a single one: ::ffff:0:0/96.
        """
        address = ip_address(super().get_client_ip(request))
        return str(getattr(address, "ipv4_mapped", None) or address)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.JOIN_OPEN)

    def populate_username(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Opaque, and never made from the address."""
        user.username = uuid4().hex  # type: ignore[attr-defined]

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Ask the password of the signed-in user again, under the same limit as signing in."""
        request = self.request
        self.pre_authenticate(request, username=f"again:{user.pk}")
        right = user.check_password(password) and not is_refused(password)
        if right:
            self._rollback_login_failed_rl_usage()
        return right


def _keys() -> MultiFernet:
    """Keys for secrets at rest, made from the installation's own; older ones still open."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (
        salted_hmac("people.second_factor", "", secret=secret, algorithm="sha256").digest()
        for secret in secrets
    )
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


class FactorAdapter(DefaultMFAAdapter):
    """The second factor: its words, the name in the phone's app, secrets encrypted at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your e-mail address first, then set up the second step."),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_short_name() if isinstance(user, User) else "Firstline"

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()
