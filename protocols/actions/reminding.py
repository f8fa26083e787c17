"""Every night: numbers nobody verified lately, and reviews that are overdue."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import Role, User
from protocols.contacts import stale_entries
from protocols.models import ContactEntry, ProtocolVersion
from protocols.officers import officers_with
from protocols.permissions import can_keep_contacts
from protocols.queries import overdue_reviews


@transaction.atomic
def tell_what_is_overdue(*, by: Actor, day: date) -> int:
    """Tell keepers and specialists, and say how many messages stand for this list.

    The same list is told once a week, and at once when it changes. Raises NotAllowed.
    """
    require(can_keep_contacts(by), _("Only the Secretariat keeps the contact book."))
    told = 0
    if entries := stale_entries(day):
        told += _tell_keepers(by, entries, officers_with(Role.SECRETARIAT, day=day), day)
    if versions := overdue_reviews(day):
        officers = officers_with(Role.SECRETARIAT, Role.SPECIALIST, day=day)
        told += _tell_reviewers(by, versions, officers, day)
    return told


def _week_of(day: date, *parts: object) -> str:
    """The same key for the same things in the same week."""
    year, week, _weekday = day.isocalendar()
    whole = hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()[:16]
    return f"{year}-{week}:{whole}"


def _tell_keepers(
    by: Actor, entries: list[ContactEntry], keepers: Iterable[User], day: date
) -> int:
    subject = ngettext(
        "%(n)d number was not verified in the last 180 days",
        "%(n)d numbers were not verified in the last 180 days",
        len(entries),
    ) % {"n": len(entries)}
    lines = "\n".join(f"- {entry.contact.name}, {entry.phone}" for entry in entries)
    body = _(
        "Call each, and enter the day. No protocol can be put into force while all numbers of one of"
        " its outcomes are old."
    )
    week = _week_of(day, *(entry.pk for entry in entries))
    told = list(keepers)
    for keeper in told:
        notify(
            by=by,
            to=keeper,
            kind="protocols.stale_contacts",
            subject=subject,
            body=f"{body}\n\n{lines}",
            link=reverse("contact_book:index"),
            key=f"protocols.stale_contacts:{week}:{keeper.pk}",
        )
    return len(told)


def _tell_reviewers(
    by: Actor, versions: list[ProtocolVersion], officers: Iterable[User], day: date
) -> int:
    lines = "\n".join(
        _("- %(title)s %(version)s, due on %(day)s")
        % {
            "title": version.title,
            "version": version.version,
            "day": date_format(version.review_due, "j F Y"),
        }
        for version in versions
    )
    week = _week_of(day, *(version.pk for version in versions))
    told = list(officers)
    for officer in told:
        notify(
            by=by,
            to=officer,
            kind="protocols.overdue_reviews",
            subject=_("The review of a protocol is overdue"),
            body=_("Read it again, and put a new version in force:") + f"\n\n{lines}",
            link=reverse("protocol_drafts:check", args=[versions[0].draft_id]),
            key=f"protocols.overdue_reviews:{week}:{officer.pk}",
        )
    return len(told)
