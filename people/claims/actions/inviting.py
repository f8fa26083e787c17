"""Making slips, sending invitations and taking them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import post
from people.claims import secrets
from people.claims.errors import CannotInvite
from people.claims.models import Invitation
from people.claims.permissions import can_invite, may_be_claimed
from people.claims.rules import MAIL_AGAIN_AFTER, MAIL_HOLDS, SLIP_HOLDS
from people.models import StaffRecord
from people.queries import account_of


@dataclass(frozen=True)
class Slip:
    """What is printed for one person. The code is nowhere else."""

    sign_in: str
    code: str
    expires_at: datetime


def _check(by: Actor, staff_record: StaffRecord, *, renews: bool = False) -> None:
    require(can_invite(by, staff_record), _("You may invite people on your own roster only."))
    if not StaffRecord.objects.filter(may_be_claimed(renews=renews), pk=staff_record.pk).exists():
        raise CannotInvite(_("This person has a sign-in already, or has left."))


def _issue(
    *,
    staff_record: StaffRecord,
    way: str,
    secret: str,
    holds: timedelta,
    now: datetime,
    renews: bool = False,
) -> Invitation:
    """A new invitation; what was open for this record before is over."""
    # One at a time for a record: two desks at once would both believe their code counts.
    StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    Invitation.objects.open().filter(staff_record=staff_record).update(revoked_at=now)
    invitation = Invitation(
        staff_record=staff_record,
        way=way,
        email=staff_record.email if way == Invitation.Way.MAIL else "",
        renews=renews,
        issued_at=now,
        expires_at=now + holds,
    )
    invitation.digest = secrets.digest_of(invitation, secret)
    invitation.save()
    return invitation


@transaction.atomic
def make_slip(*, by: Actor, staff_record: StaffRecord, now: datetime) -> Slip:
    """A new one-time code for a record; earlier codes and links end. Raises CannotInvite.

    For somebody who signs in without an e-mail address it renews the password; until it is used the
    old one holds. The code is returned once, to be printed: only its digest is kept.
    """
    renews = account_of(staff_record.person) is not None
    _check(by, staff_record, renews=renews)
    code = secrets.draw_code()
    invitation = _issue(
        staff_record=staff_record,
        way=Invitation.Way.SLIP,
        secret=code,
        holds=SLIP_HOLDS,
        now=now,
        renews=renews,
    )
    record(by=by, verb="claims.slip_made", obj=invitation, data={"record": staff_record.pk})
    return Slip(str(staff_record), code, invitation.expires_at)


@transaction.atomic
def invite_by_mail(*, by: Actor, staff_record: StaffRecord, now: datetime) -> Invitation:
    """Send a one-time link to the address on the roster; earlier codes and links end.

    Raises CannotInvite without an address of the person's own, or if one was sent just now. Whether
    the address signs in elsewhere is not looked at here: that would tell one agency about another.
    """
    _check(by, staff_record)
    _check_address(staff_record, now)
    token = secrets.draw_token()
    invitation = _issue(
        staff_record=staff_record,
        way=Invitation.Way.MAIL,
        secret=token,
        holds=MAIL_HOLDS,
        now=now,
    )
    _send(invitation, token)
    record(by=by, verb="claims.invited", obj=invitation, data={"record": staff_record.pk})
    return invitation


def _check_address(staff_record: StaffRecord, now: datetime) -> None:
    if not staff_record.email:
        raise CannotInvite(_("There is no e-mail address on the roster. Print a slip instead."))
    others = StaffRecord.objects.filter(
        root_agency=staff_record.root_agency_id, email__iexact=staff_record.email
    ).exclude(person=staff_record.person_id)
    if others.exists():
        # Not why: that another person has the address may be news from another unit.
        raise CannotInvite(_("This address cannot be used for an invitation. Print a slip."))
    recent = Invitation.objects.filter(
        staff_record=staff_record, way=Invitation.Way.MAIL, issued_at__gt=now - MAIL_AGAIN_AFTER
    )
    if recent.exists():
        raise CannotInvite(_("A message went out a few minutes ago. Wait ten minutes."))


def _send(invitation: Invitation, token: str) -> None:
    staff_record = invitation.staff_record
    path = reverse("claims:link", args=[invitation.uuid, token])
    words = {
        "name": staff_record.person.greeting,
        "agency": staff_record.agency.name,
        "link": f"{settings.BASE_URL}{path}",
        "day": date_format(localtime(invitation.expires_at), "j F Y"),
    }
    text = _(
        "Hello %(name)s,\n\n"
        "%(agency)s has put you on its roster for training. Open this page to choose a password:\n\n"
        "%(link)s\n\n"
        "The link works once, until %(day)s. Do not pass it on: it opens your own record.\n"
        "If this is not about you, delete this message."
    )
    post(to=invitation.email, subject=_("Your sign-in for Firstline"), text=text % words)


@transaction.atomic
def revoke_invitation(*, by: Actor, staff_record: StaffRecord, now: datetime) -> bool:
    """Take back whatever is open for a record. Safe to repeat; says whether there was something."""
    require(can_invite(by, staff_record), _("You may take back your own invitations only."))
    found = Invitation.objects.open().filter(staff_record=staff_record).first()
    if found is None or not Invitation.objects.open().filter(pk=found.pk).update(revoked_at=now):
        return False
    record(by=by, verb="claims.revoked", obj=found, data={"record": staff_record.pk})
    return True
