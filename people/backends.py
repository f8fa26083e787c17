"""Who signs in: by verified e-mail address or by `CODE/number`, and a password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from people.holding import user_with_roles
from people.models import StaffRecord, User
from people.passwords import is_refused
from people.rules import staff_login


def user_by_number(login: str) -> User | None:
    """The account behind `CODE/number`, of the person or of the person they were joined to.

    Who has left that agency signs in by another number or by an address.
    """
    parts = staff_login(login)
    if parts is None:
        return None
    code, number = parts
    serving = StaffRecord.objects.active_on(timezone.localdate())
    found = serving.filter(root_agency__code=code, number=number)
    record = found.select_related("person").first()
    if record is None:
        return None
    persons = Q(person=record.person_id) | Q(person=record.person.canonical_id)
    # Two accounts can only be an unjoined past: the canonical person's counts.
    order = sorted(
        User.objects.filter(persons), key=lambda user: user.person_id != record.person.canonical_id
    )
    return order[0] if order else None


def user_by_email(email: str) -> User | None:
    """The account of an address. An address nobody has verified leads to its verification."""
    users = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return users[0] if users else None


class SignInBackend(AuthenticationBackend):
    """One look-up, one password hash, whether the account exists or not.

    `username` carries `CODE/number`; the account's own opaque user name never signs in.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        password = credentials["password"]
        if is_refused(password):
            return None
        email, number = credentials.get("email"), credentials.get("username")
        user = user_by_email(email) if email else user_by_number(number or "")
        return self._check_password(user, password)

    def get_user(self, user_id: int) -> User | None:
        """The user of a session with their person and roles, in one query instead of four."""
        user = user_with_roles(user_id)
        return user if user and self.user_can_authenticate(user) else None
