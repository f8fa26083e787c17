"""The first administrator: a person with a sign-in, the role, and a link to set a password."""

from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from firstline.setting_up.mail import check_address
from foundation.audit.actors import Actor
from people import actions
from people.errors import AlreadyThere
from people.models import Role, RoleAssignment, User


@transaction.atomic
def first_administrator(*, by: Actor, name: str, email: str, today: date) -> tuple[User, bool]:
    """The administrator of this address, made if there is none at all. Returns whether it was made.

    Further ones are named in the back office, by an administrator and for a person on a roster.
    Raises AlreadyThere if another address has the role, BadValue.
    """
    check_address(email)
    # One after the other: two at the same moment would each find nobody and make one.
    kind = ContentType.objects.get_for_model(RoleAssignment)
    ContentType.objects.select_for_update().get(pk=kind.pk)
    held = administrators(today).filter(email__iexact=email).first()
    if held is not None:
        return held, False
    if administrators(today).exists():
        raise AlreadyThere(
            _("There is an administrator already. They name others in the back office.")
        )
    person = actions.add_person(by=by, legal_name=name)
    user = actions.open_account(by=by, person=person, password=None, email=email)
    actions.give_role(by=by, user=user, role=Role.ADMIN, starts_on=today)
    return user, True


def administrators(today: date) -> QuerySet[User]:
    """Who is administrator on `today` and may sign in."""
    held = RoleAssignment.objects.held_on(today).filter(role=Role.ADMIN)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def password_link(user: User) -> str:
    """Where this user sets a password, once, and until the time for resets has passed."""
    key = default_token_generator.make_token(user)
    parts = {"uidb36": user_pk_to_url_str(user), "key": key}
    return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs=parts)
