"""A person finds their record by code or link, and claims it by setting a password."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import System
from people import actions
from people.claims import secrets
from people.claims.errors import AddressTaken, NotClaimable
from people.claims.models import Invitation
from people.claims.permissions import may_be_claimed
from people.claims.rules import MOST_TRIES, normal_code
from people.duplicates.actions import note_pair
from people.errors import AlreadyThere
from people.models import Person, StaffRecord, User
from people.queries import account_of
from people.rules import staff_login

CLAIM = System("claim")


def _refuse() -> NotClaimable:
    return NotClaimable(
        _(
            "The number and the code do not fit together, or the code has run out. "
            "Check both, or ask your focal person for a new slip."
        )
    )


def find_by_code(*, login: str, code: str, now: datetime) -> Invitation:
    """The open invitation of `CODE/number` whose code this is. Raises NotClaimable.

    Whatever is wrong, the same is said and the same queries run. Every call counts as a try, before
    the code is looked at: many guesses at once get no more tries than one after the other.
    """
    agency, number = staff_login(login) or ("", "")
    waiting = Invitation.objects.running(now).filter(
        way=Invitation.Way.SLIP,
        staff_record__root_agency__code=agency,
        staff_record__number=number,
    )
    found = waiting.select_related("staff_record__person").first()
    # By key and without a join: PostgreSQL then looks at the count again when its turn comes.
    row = Invitation.objects.filter(pk=found.pk if found else 0, tries__lt=MOST_TRIES)
    invitation = found if row.update(tries=F("tries") + 1) else None
    if not secrets.fits(invitation, normal_code(code) or "") or not _may_claim(invitation):
        raise _refuse()
    assert invitation is not None
    return invitation


def find_by_link(*, key: UUID, token: str, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises NotClaimable."""
    waiting = Invitation.objects.running(now).filter(way=Invitation.Way.MAIL, uuid=key)
    invitation = waiting.select_related("staff_record__person").first()
    if not secrets.fits(invitation, token) or not _may_claim(invitation):
        raise NotClaimable(_("This link has been used or has run out."))
    assert invitation is not None
    return invitation


def _may_claim(invitation: Invitation | None) -> bool:
    """The person has not left, and has no sign-in or no other way to a new password."""
    renews = invitation is not None and invitation.renews
    found = StaffRecord.objects.filter(may_be_claimed(renews=renews))
    return found.filter(pk=invitation.staff_record_id if invitation else 0).exists()


@transaction.atomic
def claim_record(*, invitation: Invitation, password: str, now: datetime) -> User:
    """Open the account of an invitation that was just found, once. Nobody is signed in yet.

    Raises NotClaimable if it was used, taken back or made anew meanwhile, WeakPassword, and
    AddressTaken if the invited address signs in already: two records of one person, to be joined.
    """
    # The tries of strangers since then do not count against whoever had the right code.
    waiting = Invitation.objects.running(now).select_for_update()
    fresh = waiting.filter(pk=invitation.pk, digest=invitation.digest).first()
    if fresh is None or not _may_claim(fresh):
        raise _refuse()
    if fresh.email and _is_taken(fresh.email):
        raise AddressTaken(
            _("This e-mail address signs in already, so it cannot open a second record.")
        )
    user = _renew(fresh, password) if fresh.renews else _open(fresh, password)
    Invitation.objects.filter(pk=fresh.pk).update(used_at=now)
    record(
        by=user,
        verb="claims.claimed",
        obj=fresh,
        data={"record": fresh.staff_record_id, "way": fresh.way},
    )
    return user


def _open(invitation: Invitation, password: str) -> User:
    """A new account. It belongs to the person whom registers speak of."""
    person = Person.objects.select_related("same_as").get(pk=invitation.staff_record.person_id)
    try:
        return actions.open_account(
            by=CLAIM, person=person.same_as or person, password=password, email=invitation.email
        )
    except AlreadyThere as error:
        raise _refuse() from error


def _renew(invitation: Invitation, password: str) -> User:
    """A new password for the account that is there, whose sessions end."""
    user = account_of(invitation.staff_record.person)
    if user is None:
        raise _refuse()
    actions.renew_password(by=CLAIM, user=user, password=password)
    return user


def _is_taken(email: str) -> bool:
    return EmailAddress.objects.filter(email__iexact=email, verified=True).exists()


@transaction.atomic
def note_taken_address(*, invitation: Invitation) -> None:
    """Whoever reads the mail of one record signs in with it for another: somebody is to decide."""
    owners = EmailAddress.objects.filter(email__iexact=invitation.email, verified=True)
    for entry in owners.exclude(user__person=None).select_related("user__person"):
        note_pair(first=invitation.staff_record.person, second=entry.user.person)
