"""A person's optional sign-in."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class User(AbstractUser):
    """A sign-in by verified e-mail or by `CODE/number`.

    `username` is opaque and never typed. `is_superuser` stays false: rights come from roles.
    """

    email = models.EmailField(_("e-mail address"), blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True)
    # How often all sessions were ended at once. Every session was begun under one of these numbers.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="people_user_email_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False), name="people_user_never_superuser"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.person.legal_name if self.person else self.username

    def get_short_name(self) -> str:
        return self.person.greeting if self.person else self.username

    @property
    def first_name(self) -> str:  # type: ignore[override]
        """How the person is greeted: names are the person's, and the back office asks here."""
        return self.get_short_name()

    @property
    def last_name(self) -> str:  # type: ignore[override]
        return ""

    def get_session_auth_hash(self) -> str:
        """What every session must carry: it changes with the password and with `sessions_ended`."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under older secret keys."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.sessions_ended}:{self.password}"
        return salted_hmac("people.session", value, secret=secret, algorithm="sha256").hexdigest()
