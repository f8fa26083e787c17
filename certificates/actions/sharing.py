"""Making and withdrawing links to one's own record."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.errors import CannotShare
from certificates.models import ShareLink
from certificates.permissions import can_share_record, can_withdraw_link
from certificates.sharing.tokens import digest_of, token_of
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Person, User
from people.permissions import person_of

DAYS = (7, 30, 90)
MOST_OPEN = 20
# A page that is loaded again and again is one look.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_share_link(*, by: User, key: UUID, days: int, hours: bool, now: datetime) -> ShareLink:
    """A link to one's own record for so many days. `key` is the form's: sent twice, it is one link.

    Raises NotAllowed without a certificate, and CannotShare for other days, above 20 open links, or
    with a key that was used for somebody else's.
    """
    require(can_share_record(by), _("There is no certificate in your record to show."))
    person = person_of(by)
    if person is None or days not in DAYS:
        raise CannotShare(_("Choose how long the link works."))
    # Two clicks at once wait for each other.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    made = ShareLink.objects.filter(uuid=key).first()
    if made is not None and can_withdraw_link(by, made):
        return made
    if made is not None or ShareLink.objects.of_person(person.pk).open(now).count() >= MOST_OPEN:
        raise CannotShare(_("You have many links already. Withdraw one that you do not need."))
    link = ShareLink.objects.create(
        uuid=key,
        person=person,
        digest=digest_of(token_of(key)),
        hours=hours,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    record(by=by, verb="certificates.link_made", obj=link, data={"days": days, "hours": hours})
    return link


@transaction.atomic
def withdraw_share_link(*, by: Actor, link: ShareLink, now: datetime) -> None:
    """End a link for good. Asked again, nothing is left to do. Raises NotAllowed."""
    require(can_withdraw_link(by, link), _("This link is somebody else's."))
    if ShareLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now):
        record(by=by, verb="certificates.link_withdrawn", obj=link)


def withdraw_links_of(*, by: Actor, person_id: int, now: datetime) -> int:
    """End every link of a canonical person whose name is erased: part of that erasure, which asked.

    Returns how many.
    """
    links = list(ShareLink.objects.of_person(person_id).filter(withdrawn_at=None))
    ShareLink.objects.filter(pk__in=[link.pk for link in links]).update(withdrawn_at=now)
    for link in links:
        record(by=by, verb="certificates.link_withdrawn", obj=link)
    return len(links)


def note_opened(*, link: ShareLink, now: datetime) -> None:
    """Note for its maker that somebody looked: when, and nothing of whom."""
    if link.opened_at is None or now - link.opened_at >= NOTED_EVERY:
        ShareLink.objects.filter(pk=link.pk).update(opened_at=now)
