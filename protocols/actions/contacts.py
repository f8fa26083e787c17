"""Keeping the ContactBook: one keeper proposes, another accepts."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, NotAllowed
from foundation.notices.actions import notify
from foundation.notices.models import Notice
from people.models import Agency, Area, Role, User
from people.permissions import is_same_human
from protocols.contacts import open_proposals
from protocols.errors import NotYours
from protocols.models import Contact, ContactDecision, ContactEntry, ContactProposal
from protocols.officers import officers_with
from protocols.permissions import can_keep_contacts

NUMBER = ("phone", "hours", "source", "verified_on", "note")
PROPOSED = "protocols.contact_proposed"
WHOSE = ("name", "area", "agency")


@transaction.atomic
def propose_contact(
    *,
    by: Actor,
    code: str,
    name: str,
    phone: str,
    hours: str,
    source: str,
    now: datetime,
    verified_on: date | None = None,
    note: str = "",
    area: Area | None = None,
    agency: Agency | None = None,
) -> ContactProposal:
    """Propose a contact's number, with where it was read and the day somebody checked it, or None.

    It takes the place of an older proposal that still waits. Proposing the same again returns what
    waits. Raises NotAllowed, or DomainError for a day to come and for what stands already.
    """
    keeper = _keeper(by)
    if verified_on and verified_on > timezone.localdate(now):
        raise DomainError(_("The day of verification lies ahead. Give the day it was checked."))
    values: dict[str, Any] = {
        "name": name,
        "area": area,
        "agency": agency,
        "phone": phone,
        "hours": hours,
        "source": source,
        "verified_on": verified_on,
        "note": note,
    }
    if _stands(code, values):
        raise DomainError(_("The contact book says so already. Nothing was proposed."))
    waiting = open_proposals().filter(code=code).first()
    if waiting and all(getattr(waiting, field) == value for field, value in values.items()):
        return waiting
    proposal = ContactProposal.objects.create(
        code=code, **values, proposed_by=keeper, proposed_at=now
    )
    record(by=by, verb="protocols.propose_contact", obj=proposal)
    _tell_other_keepers(keeper, proposal, now)
    return proposal


@transaction.atomic
def accept_contact(*, by: Actor, proposal: ContactProposal, now: datetime) -> ContactEntry:
    """Write into the book what another keeper proposed. It holds from `now`, everywhere.

    Raises NotAllowed, NotYours for an own proposal, or DomainError where it was decided or a newer
    one has taken its place: an old number must not come back by a late click.
    """
    keeper = _keeper(by)
    if is_same_human(proposal.proposed_by, keeper):
        raise NotYours(_("You proposed this yourself. Somebody else has to accept it."))
    _check_open(proposal)
    contact = _contact(by, proposal)
    entry = contact.entries.create(
        **{field: getattr(proposal, field) for field in NUMBER},
        recorded_at=now,
        recorded_by=keeper,
    )
    _decide(keeper, proposal, entry, now)
    data = {"contact": contact.pk, "proposal": proposal.pk}
    record(by=by, verb="protocols.record_contact", obj=entry, data=data)
    return entry


@transaction.atomic
def refuse_contact(*, by: Actor, proposal: ContactProposal, now: datetime) -> None:
    """Leave the book as it is. Whoever proposed it may take it back this way. Raises as for accepting."""
    keeper = _keeper(by)
    _check_open(proposal)
    _decide(keeper, proposal, None, now)
    record(by=by, verb="protocols.refuse_contact", obj=proposal)


def _keeper(by: Actor) -> User:
    if not isinstance(by, User) or not can_keep_contacts(by):
        raise NotAllowed(_("Only the Secretariat keeps the contact book."))
    return by


def _stands(code: str, values: dict[str, Any]) -> bool:
    contact = Contact.objects.filter(code=code).first()
    latest = contact.entries.order_by("recorded_at", "pk").last() if contact else None
    if contact is None or latest is None:
        return False
    same_number = all(getattr(latest, field) == values[field] for field in NUMBER)
    return same_number and all(getattr(contact, field) == values[field] for field in WHOSE)


def _check_open(proposal: ContactProposal) -> None:
    if not open_proposals().filter(pk=proposal.pk).exists():
        raise DomainError(_("This was decided already, or a newer proposal has taken its place."))


def _decide(
    keeper: User, proposal: ContactProposal, entry: ContactEntry | None, now: datetime
) -> None:
    try:
        with transaction.atomic():
            ContactDecision.objects.create(
                proposal=proposal, entry=entry, decided_by=keeper, decided_at=now
            )
    except IntegrityError as error:
        raise DomainError(_("Somebody else has just decided this.")) from error


def _tell_other_keepers(keeper: User, proposal: ContactProposal, now: datetime) -> None:
    """Once, until they have read it: whoever opens the book sees all that waits."""
    unread = Notice.objects.filter(kind=PROPOSED, read_at=None)
    keepers = officers_with(Role.SECRETARIAT, day=timezone.localdate(now)).exclude(pk=keeper.pk)
    for other in keepers.exclude(pk__in=unread.values("recipient")):
        notify(
            by=keeper,
            to=other,
            kind=PROPOSED,
            subject=_("A number of the contact book waits for a second person"),
            body=_("Call it, or check where it comes from. Then accept or refuse it."),
            link=reverse("contact_book:index"),
            key=f"{PROPOSED}:{proposal.pk}:{other.pk}",
        )


def _contact(by: Actor, proposal: ContactProposal) -> Contact:
    """The contact of that code as it is wanted now. A change of it leaves an audit row of its own."""
    wanted = {field: getattr(proposal, field) for field in WHOSE}
    contact, created = Contact.objects.get_or_create(code=proposal.code, defaults=wanted)
    changed = [name for name, value in wanted.items() if getattr(contact, name) != value]
    if changed:
        for name in changed:
            setattr(contact, name, wanted[name])
        contact.save(update_fields=changed)
    if created or changed:
        verb = "protocols.add_contact" if created else "protocols.change_contact"
        record(by=by, verb=verb, obj=contact, data=dict.fromkeys(changed, True))
    return contact
