"""What the pages of shared links say. No queries here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import Certificate, ShareLink
from certificates.presenters import MOMENT, day_text, hours_line, state_tag
from certificates.serials import grouped
from certificates.sharing.tokens import digest_of, token_of
from certificates.snapshot import Snapshot


@dataclass(frozen=True)
class LinkRow:
    """One of one's own links."""

    address: str
    shows: str
    ends: str
    opened: str
    withdraw: str


def link_row(link: ShareLink) -> LinkRow:
    """An open link as its maker sees it. The address is empty where it cannot be told any more."""
    token = token_of(link.uuid)
    path = reverse("certificates:shared", args=[token])
    known = digest_of(token) == link.digest
    return LinkRow(
        address=f"{settings.BASE_URL}{path}" if known else "",
        shows=_("Certificates and hours of learning") if link.hours else _("Certificates"),
        ends=_moment(link.expires_at),
        opened=_moment(link.opened_at) if link.opened_at else _("Not yet"),
        withdraw=reverse("certificates:withdraw_link", args=[link.uuid]),
    )


@dataclass(frozen=True)
class SharedCard:
    """A certificate on the page for others."""

    title: str
    state: str
    tone: str
    rows: list[tuple[str, str]]
    page: str
    serial: str


def shared_cards(
    certificates: Iterable[Certificate], now: datetime, *, hours: bool
) -> list[SharedCard]:
    """What is shown of a record: every certificate that was not revoked. Loaded `with_life()`."""
    return [_card(one, now, hours) for one in certificates if one.revoked is None]


def _card(certificate: Certificate, now: datetime, hours: bool) -> SharedCard:
    shown = Snapshot.read(certificate.snapshot)
    words, tone = state_tag(certificate, now)
    rows = [
        (_("Awarded to"), certificate.printed.legal_name),
        (_("Course"), shown.course),
        (_("Issued"), day_text(shown.first_day)),
        (_("Valid to"), day_text(shown.final_day)),
        (_("Issued by"), shown.issuer),
    ]
    if hours:
        rows.append((_("Hours of learning"), hours_line(shown)))
    page = reverse("certificates:verify", args=[grouped(certificate.code)])
    return SharedCard(shown.programme, words, tone, rows, page, certificate.serial)


def ends_text(link: ShareLink, now: datetime) -> str:
    """Until when the page is there, and when it was made."""
    said = _("This page was made on %(moment)s. The link works until %(end)s.")
    return said % {"moment": _moment(now), "end": _moment(link.expires_at)}


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), MOMENT)
