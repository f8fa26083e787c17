"""The demo's password and addresses, which the real service refuses."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEMO_PASSWORD = "firstline-demo"  # noqa: S105 - published on purpose, and refused in production.
DEMO_DOMAIN = "firstline.example"


def is_refused(password: str) -> bool:
    """True for the demo's password where real people sign in."""
    return bool(settings.PRODUCTION) and password == DEMO_PASSWORD


class NotTheDemoPassword:
    """Password validator: nobody sets the demo's password in the real service."""

    def validate(self, password: str, user: object = None) -> None:
        if is_refused(password):
            raise ValidationError(
                _("This password is printed in the demo. Choose another."), code="demo_password"
            )

    def get_help_text(self) -> str:
        return ""
