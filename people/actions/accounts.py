"""Opening sign-ins."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor, is_system
from foundation.errors import require
from people.actions.access import end_sessions
from people.actions.once import once
from people.errors import AlreadyThere, WeakPassword
from people.models import Person, User
from people.permissions import can_manage_person


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error


def _free_address(email: str) -> None:
    """Take an address from sign-ins that never confirmed it: whoever signs up may name a stranger's."""
    EmailAddress.objects.filter(email__iexact=email, verified=False).delete()
    User.objects.filter(email__iexact=email).exclude(
        emailaddress__in=EmailAddress.objects.filter(email__iexact=email)
    ).update(email="")


@transaction.atomic
def open_account(*, by: Actor, person: Person, password: str | None, email: str = "") -> User:
    """Give a person a sign-in, by `CODE/number` and, if `email` is given, by that address too.

    Whoever opens the account vouches for the address, so it counts as verified. Without a password
    the person sets one by the reset link. Raises AlreadyThere, WeakPassword.
    """
    require(can_manage_person(by, person), _("You may open accounts for your own roster only."))
    email = email.strip().lower()
    if User.objects.filter(person=person).exists():
        raise AlreadyThere(_("This person has an account already."))
    # Anybody may claim an address; only a confirmed one is taken.
    if email and EmailAddress.objects.filter(email__iexact=email, verified=True).exists():
        raise AlreadyThere(_("This address belongs to another account."))
    if email:
        _free_address(email)
    user = User(username=uuid4().hex, email=email, person=person)
    if password is None:
        user.set_unusable_password()
    else:
        _check_password(password, user)
        user.set_password(password)
    with once(_("This person, or this address, has an account already.")):
        user.save()
        if email:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record(by=by, verb="people.account_opened", obj=user, data={"person": person.pk})
    return user


@transaction.atomic
def renew_password(*, by: Actor, user: User, password: str) -> None:
    """Set another password for somebody who cannot do so by e-mail, and end their sessions.

    Raises WeakPassword. Only the system does this, for the holder of a one-time code.
    """
    require(is_system(by), _("You may change your own password only."))
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(by=by, user=user)
    # The number in the hash of sessions has changed.
    user.refresh_from_db()
    record(by=by, verb="people.password_renewed", obj=user)
