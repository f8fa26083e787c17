"""Keeping the ContactBook."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from people.models import Agency, Area, User
from protocols.models import Contact, ContactEntry
from protocols.permissions import can_keep_contacts


@transaction.atomic
def record_contact(
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
) -> ContactEntry:
    """Write down a contact's number as it is from `now`, with where it was read and when.

    `verified_on` is the day somebody checked it, or None where nobody has. Recording what already
    stands returns the entry that stands. Raises NotAllowed, or DomainError for a day to come.
    """
    require(can_keep_contacts(by), _("Only the Secretariat keeps the contact book."))
    if verified_on and verified_on > timezone.localdate(now):
        raise DomainError(_("The day of verification lies ahead. Give the day it was checked."))
    contact = _contact(by, code, {"name": name, "area": area, "agency": agency})
    values = {
        "phone": phone,
        "hours": hours,
        "source": source,
        "verified_on": verified_on,
        "note": note,
    }
    latest = contact.entries.order_by("recorded_at", "pk").last()
    if latest and all(getattr(latest, field) == value for field, value in values.items()):
        return latest
    entry = contact.entries.create(
        **values, recorded_at=now, recorded_by=by if isinstance(by, User) else None
    )
    record(by=by, verb="protocols.record_contact", obj=entry, data={"contact": contact.pk})
    return entry


def _contact(by: Actor, code: str, wanted: dict[str, Any]) -> Contact:
    """The contact of that code as it is wanted now. A change of it leaves an audit row of its own."""
    contact, created = Contact.objects.get_or_create(code=code, defaults=wanted)
    changed = [name for name, value in wanted.items() if getattr(contact, name) != value]
    if changed:
        for name in changed:
            setattr(contact, name, wanted[name])
        contact.save(update_fields=changed)
    if created or changed:
        verb = "protocols.add_contact" if created else "protocols.change_contact"
        record(by=by, verb=verb, obj=contact, data=dict.fromkeys(changed, True))
    return contact
