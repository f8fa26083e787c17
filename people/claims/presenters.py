"""What the pages about sign-ins say, from objects that are loaded already."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from people.claims.actions import Slip
from people.claims.models import Invitation
from people.claims.rules import Standing, shown_code
from people.models import StaffRecord
from people.presenters import is_open, place_of


@dataclass(frozen=True)
class WaitingRow:
    """Somebody without a sign-in. `open`: there is something to take back."""

    pk: int
    name: str
    number: str
    places: str
    email: str
    state: str
    tone: str
    when: str
    open: bool

    @property
    def key(self) -> str:
        """What a ticked box sends."""
        return str(self.pk)


@dataclass(frozen=True)
class SlipCard:
    """One slip on paper."""

    sign_in: str
    code: str
    until: str


def day_of(moment: datetime) -> str:
    """The local day of a moment, in words."""
    return date_format(localtime(moment), "j F Y")


def waiting_row(record: StaffRecord, invitation: Invitation | None, now: datetime) -> WaitingRow:
    """A line of the list. Postings are prefetched; `invitation` is the open one, if any."""
    today = localtime(now).date()
    state, tone, when = _state(invitation, now)
    places = [place_of(posting) for posting in record.postings.all() if is_open(posting, today)]
    return WaitingRow(
        pk=record.pk,
        name=record.person.legal_name,
        number=str(record),
        places="; ".join(places) or _("Nowhere at present"),
        email=record.email,
        state=state,
        tone=tone,
        when=when,
        open=invitation is not None,
    )


def _state(invitation: Invitation | None, now: datetime) -> tuple[str, str, str]:
    """The state in a word, its tone, and until or since when."""
    if invitation is None:
        return _("Not invited"), "due", ""
    standing, day = invitation.standing(now), {"day": day_of(invitation.expires_at)}
    if standing is Standing.LOCKED:
        return _("Locked"), "bad", _("after too many tries")
    if standing is Standing.RUN_OUT:
        return _("Ran out"), "bad", _("on %(day)s") % day
    by_mail = invitation.way == Invitation.Way.MAIL
    return _("E-mail sent") if by_mail else _("Slip made"), "", _("good until %(day)s") % day


def slip_card(slip: Slip) -> SlipCard:
    """A slip as it is printed."""
    return SlipCard(slip.sign_in, shown_code(slip.code), day_of(slip.expires_at))
