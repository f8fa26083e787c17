"""Reading the ContactBook: which number stood when."""

from collections.abc import Iterable
from datetime import date

from protocols.models import ContactEntry


def current_entries(codes: Iterable[str] | None, day: date) -> dict[str, ContactEntry]:
    """The latest entry of each contact among `codes` (all, if None) that was recorded by `day`.

    Contacts without a number by then are not in the answer. One query.
    """
    entries = ContactEntry.objects.filter(recorded_at__date__lte=day)
    if codes is not None:
        entries = entries.filter(contact__code__in=list(codes))
    rows = entries.select_related("contact", "contact__area").order_by("recorded_at", "pk")
    return {entry.contact.code: entry for entry in rows}
