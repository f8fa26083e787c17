"""A person without a record asks an agency to be put on its roster."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import System
from foundation.errors import require
from foundation.notices.actions import notify
from people import actions
from people.actions.once import once
from people.claims.errors import AlreadyDecided, CannotAsk
from people.claims.models import JoinRequest
from people.claims.permissions import can_ask_to_join, keepers_of
from people.claims.rules import MOST_REQUESTS, REQUESTS_WITHIN, UNCONFIRMED_FOR
from people.errors import BadValue
from people.models import Agency, Cadre, Person, StaffRecord, User
from people.rules import normal_number

JOIN = System("join")
MOST_FORGOTTEN = 500


@transaction.atomic
def ask_to_join(
    *,
    by: User,
    legal_name: str,
    call_name: str,
    agency: Agency,
    workplace: str,
    cadre: Cadre,
    number: str,
    now: datetime,
) -> JoinRequest:
    """Ask the keepers of `agency`. From now on the person may learn, and counts nowhere.

    Whether the number is on the roster is not looked at: only the keeper learns that. Raises
    CannotAsk, BadValue.
    """
    require(
        can_ask_to_join(by), _("You are on a roster already, or your address is not confirmed.")
    )
    normal = normal_number(number)
    if normal is None:
        raise BadValue(_("A staff number has four to eight letters or digits."))
    _check_how_often(by, now)
    _name(by, legal_name, call_name)
    with once(_("Your request is waiting already.")):
        asked = JoinRequest.objects.create(
            user=by,
            agency=agency,
            cadre=cadre,
            workplace=" ".join(workplace.split()),
            number=normal,
            asked_at=now,
        )
    record(by=by, verb="claims.join_asked", obj=asked, data={"agency": agency.code})
    _tell_keepers(by, asked)
    return asked


def _check_how_often(user: User, now: datetime) -> None:
    asked = JoinRequest.objects.filter(user=user, asked_at__gt=now - REQUESTS_WITHIN)
    if asked.waiting().exists():
        raise CannotAsk(_("Your request is waiting already."))
    if asked.count() >= MOST_REQUESTS:
        raise CannotAsk(
            _("You have asked three times this month. Speak to the focal person of your agency.")
        )


def _name(user: User, legal_name: str, call_name: str) -> None:
    """The person behind the sign-in: entered with the first request, corrected with a later one.

    Who was on a roster keeps the name written there: registers and certificates speak of it.
    """
    if user.person is None:
        user.person = actions.add_person(by=JOIN, legal_name=legal_name, call_name=call_name)
        user.save(update_fields=["person"])
        return
    person: Person = user.person
    if StaffRecord.objects.of(person).exists():
        return
    actions.change_person(
        by=JOIN,
        person=person,
        legal_name=legal_name,
        call_name=call_name,
        sex=person.sex,
        language=person.language,
        # What somebody typed of themselves stood on no roster.
        keep_former=False,
    )


def _tell_keepers(by: User, asked: JoinRequest) -> None:
    """Names stay on the page: a notice also goes out by e-mail."""
    for keeper in keepers_of(asked.agency):
        notify(
            by=by,
            to=keeper,
            kind="join_asked",
            subject=_("Somebody asks to join your roster"),
            body=_("They may learn meanwhile, and count nowhere until you have decided."),
            link=reverse("requests:request", args=[asked.uuid]),
            key=f"join:{asked.uuid}:{keeper.pk}",
        )


@transaction.atomic
def withdraw_request(*, by: User, request: JoinRequest, now: datetime) -> None:
    """Take back one's own request, to correct it. Raises AlreadyDecided."""
    require(request.user_id == by.pk, _("You may take back your own request only."))
    close(request, outcome=JoinRequest.Outcome.WITHDRAWN, decided_at=now)
    record(by=by, verb="claims.join_withdrawn", obj=request)


def close(request: JoinRequest, **values: object) -> None:
    """Decide a request that waits, once. Raises AlreadyDecided."""
    if not JoinRequest.objects.waiting().filter(pk=request.pk).update(**values):
        raise AlreadyDecided(_("This request has been decided, or was taken back."))


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Delete sign-ins of people who signed up a week ago and never confirmed the address.

    Only those that are nobody: no person, no role, never signed in. Returns how many.
    """
    old = User.objects.filter(
        person=None,
        last_login=None,
        role_assignments=None,
        join_requests=None,
        date_joined__lt=now - UNCONFIRMED_FOR,
    )
    confirmed = EmailAddress.objects.filter(verified=True)
    # An account without any address was made by an administrator.
    forgotten = old.filter(emailaddress__isnull=False).exclude(emailaddress__in=confirmed)
    keys = list(forgotten.values_list("pk", flat=True).distinct()[:MOST_FORGOTTEN])
    for user in User.objects.filter(pk__in=keys):
        record(by=JOIN, verb="claims.unconfirmed_forgotten", obj=user)
    User.objects.filter(pk__in=keys).delete()
    return len(keys)
