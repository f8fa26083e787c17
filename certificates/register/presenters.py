"""What the register's pages say. No queries here."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.presenters import MOMENT, day_text, facts, state_tag
from certificates.snapshot import Snapshot


@dataclass(frozen=True)
class RegisterRow:
    """A line of the register. `name` is empty where the reader may not read it."""

    serial: str
    href: str
    name: str
    programme: str
    issued: str
    until: str
    tag: tuple[str, str]


def register_row(certificate: Certificate, now: datetime, *, names: bool) -> RegisterRow:
    """One certificate in the list. Loaded `with_life()`, with its name where names are shown."""
    shown = Snapshot.read(certificate.snapshot)
    return RegisterRow(
        serial=certificate.serial,
        href=reverse("register:entry", args=[certificate.serial]),
        name=(certificate.printed.legal_name or _("Removed")) if names else "",
        programme=shown.programme,
        issued=day_text(shown.first_day),
        until=day_text(shown.final_day),
        tag=state_tag(certificate, now),
    )


def entry_facts(certificate: Certificate, *, names: bool) -> list[tuple[str, str]]:
    """Everything that is printed; the name only where the reader may read it."""
    rows = facts(certificate, certificate.printed.legal_name)
    if names:
        return rows
    hidden = _("Hidden: you may not see names of other agencies")
    return [(rows[0][0], hidden), *rows[1:]]


def revocation_facts(certificate: Certificate) -> list[tuple[str, str]]:
    """When and why it was revoked; nothing if it was not. The private note is for the office."""
    revoked = certificate.revoked
    if revoked is None:
        return []
    local = revoked.revoked_at.astimezone(ZoneInfo(certificate.snapshot["time_zone"]))
    note = revoked.private.text
    return [
        (_("Revoked"), date_format(local, MOMENT)),
        (_("Reason, as everybody reads it"), str(revoked.get_reason_display())),
        (_("Note for the Secretariat"), note or _("None")),
    ]
