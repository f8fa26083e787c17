"""Reading the ContactBook: which number stood when."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from protocols.models import ContactEntry, ContactProposal
from protocols.proof import is_stale


def open_proposals() -> QuerySet[ContactProposal]:
    """Proposals that wait: not decided, and with no newer one for the same code."""
    newer = ContactProposal.objects.filter(code=OuterRef("code"), pk__gt=OuterRef("pk"))
    waiting = ContactProposal.objects.filter(~Exists(newer), decision=None)
    return waiting.select_related("proposed_by__person", "area").order_by("name")


def stale_entries(day: date) -> list[ContactEntry]:
    """The numbers that stand and that nobody verified in the 180 days before `day`, by name."""
    entries = current_entries(None, day).values()
    stale = [entry for entry in entries if is_stale(entry.verified_on, day)]
    return sorted(stale, key=lambda entry: entry.contact.name)


def current_entries(codes: Iterable[str] | None, day: date) -> dict[str, ContactEntry]:
    """The latest entry of each contact among `codes` (all, if None) that was recorded by `day`.

    Contacts without a number by then are not in the answer. One query.
    """
    entries = ContactEntry.objects.filter(recorded_at__date__lte=day)
    if codes is not None:
        entries = entries.filter(contact__code__in=list(codes))
    rows = entries.select_related("contact", "contact__area").order_by("recorded_at", "pk")
    return {entry.contact.code: entry for entry in rows}
