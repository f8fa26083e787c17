"""What the pages of no room say."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from protocols.models import ContactEntry


@dataclass(frozen=True)
class Call:
    """A number to call, with what a person must know before trusting it.

    `href` dials it on a phone. `checked` says when somebody last verified the number, or that nobody
    did; `verified` is False then.
    """

    name: str
    phone: str
    href: str
    hours: str
    note: str
    checked: str
    verified: bool


def _checked(entry: ContactEntry) -> str:
    if entry.verified_on is None:
        return _("Not verified: verify before use. Source: %(source)s.") % {"source": entry.source}
    day = formats.date_format(entry.verified_on)
    return _("Checked on %(day)s.") % {"day": day}


def present_call(entry: ContactEntry) -> Call:
    """One entry of the ContactBook as a line to call."""
    digits = "".join(sign for sign in entry.phone if sign.isdigit() or sign == "+")
    return Call(
        name=entry.contact.name,
        phone=entry.phone,
        href=f"tel:{digits}",
        hours=entry.hours,
        note=entry.note,
        checked=_checked(entry),
        verified=entry.verified_on is not None,
    )


def present_worried(entries: list[ContactEntry], sheets: list[Any]) -> dict[str, object]:
    """The page for somebody worried: numbers in their order, and sheets with `title` and `url`."""
    return {"calls": [present_call(entry) for entry in entries], "sheets": sheets}
