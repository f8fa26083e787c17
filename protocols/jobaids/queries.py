"""What a job aid needs to know beside its document: numbers, the parish and agencies by name."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from protocols import queries
from protocols.contacts import current_entries
from protocols.jobaids.facts import Asked, Number
from protocols.languages import ENGLISH
from protocols.models import ContactEntry
from protocols.proof import is_stale
from protocols.rules import Document, contact_codes


def asked_for(document: Document, *, language: str, area: str, day: date) -> Asked:
    """The sheet of a document in a language it has, for a parish there is, else for everywhere.

    At most three queries.
    """
    parishes = dict(queries.parishes()) if area else {}
    entries = current_entries(contact_codes(document), day)
    address = reverse("protocols:sheet", args=[document["slug"]])
    return Asked(
        language=language if language in document["languages"] else ENGLISH,
        day=day,
        address=f"{settings.BASE_URL}{address}",
        area=area if area in parishes else "",
        area_name=parishes.get(area, ""),
        numbers={code: _number(entry, day) for code, entry in entries.items()},
        agencies=queries.agency_names(document),
    )


def _number(entry: ContactEntry, day: date) -> Number:
    return Number(
        name=entry.contact.name,
        phone=entry.phone,
        hours=entry.hours,
        verified_on=entry.verified_on,
        is_stale=is_stale(entry.verified_on, day),
    )
