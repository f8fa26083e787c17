"""What the register's pages say. No queries here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import CORRECTION, Certificate, RenewalCall, RevocationBatch
from certificates.presenters import MOMENT, PLAIN, day_text, facts, state_tag
from certificates.rules import state_at
from certificates.serials import grouped
from certificates.snapshot import Snapshot, printable


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
    by_hand: bool


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
        by_hand=shown.by_hand,
    )


def entry_facts(certificate: Certificate, *, names: bool) -> list[tuple[str, str]]:
    """Everything that is printed; the name only where the reader may read it.

    Nor the code then: it opens the public page, which shows the name.
    """
    rows = facts(certificate, certificate.printed.legal_name)
    if names:
        return rows
    hidden = _("Hidden: you may not see names of other agencies")
    code = grouped(certificate.code)
    return [(rows[0][0], hidden), *((label, said) for label, said in rows[1:] if said != code)]


def neighbours(certificate: Certificate) -> list[tuple[str, str]]:
    """The certificates before and after this one, as (words, address) in the register."""
    found = []
    if newer := certificate.replaced_by:
        words = _("Replaced by %(serial)s") if certificate.revoked else _("Renewed by %(serial)s")
        found.append((words, newer.serial))
    if older := certificate.replaces:
        corrects = certificate.evidence.startswith(CORRECTION)
        words = _("It corrects %(serial)s") if corrects else _("It renews %(serial)s")
        found.append((words, older.serial))
    return [
        (words % {"serial": serial}, reverse("register:entry", args=[serial]))
        for words, serial in found
    ]


def export_header(*, names: bool) -> list[object]:
    """The first line of the register as a file."""
    name = [_("Name")] if names else []
    return [
        _("Serial number"),
        *name,
        _("Certificate"),
        _("Course"),
        _("Edition"),
        _("Hours"),
        _("Issued"),
        _("Valid to"),
        _("State"),
        _("Reason"),
        _("Revoked"),
        _("Issued by hand"),
    ]


def export_row(certificate: Certificate, now: datetime, *, names: bool) -> list[object]:
    """One certificate of the file. Loaded `with_life()`, with its name where names are shown."""
    shown, revoked = Snapshot.read(certificate.snapshot), certificate.revoked
    name = [certificate.printed.legal_name] if names else []
    return [
        certificate.serial,
        *name,
        shown.programme,
        shown.course,
        shown.edition,
        Decimal(shown.hours),
        shown.first_day,
        shown.final_day,
        str(PLAIN[state_at(now, certificate.life)]),
        str(revoked.get_reason_display()) if revoked else "",
        revoked.revoked_at.astimezone(ZoneInfo(shown.time_zone)).date() if revoked else None,
        _("Yes") if shown.by_hand else _("No"),
    ]


def may_be_corrected(certificate: Certificate, now: datetime) -> bool:
    """It holds, nothing took its place, and it shows another name than its holder has today."""
    person = certificate.person.same_as or certificate.person
    renamed = certificate.printed.legal_name != printable(person.legal_name)
    return renamed and certificate.replaced_by is None and state_at(now, certificate.life).holds


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


@dataclass(frozen=True)
class BatchRow:
    """A proposal in the list. `count` certificates."""

    href: str
    count: int
    reason: str
    proposed: str
    state: str
    tone: str


def batch_row(batch: RevocationBatch) -> BatchRow:
    """A proposal, annotated with its `count`, its decision loaded."""
    state, tone = _decided(batch)
    return BatchRow(
        href=reverse("register:batch", args=[batch.uuid]),
        count=getattr(batch, "count", 0),
        reason=str(batch.get_reason_display()),
        proposed=day_text(timezone.localdate(batch.proposed_at)),
        state=state,
        tone=tone,
    )


def _decided(batch: RevocationBatch) -> tuple[str, str]:
    decision = getattr(batch, "decision", None)
    if decision is None:
        return _("Waits for a second officer"), "due"
    return (_("Agreed"), "bad") if decision.accepted else (_("Refused"), "info")


def batch_facts(batch: RevocationBatch) -> list[tuple[str, str]]:
    """Who proposed what and why, and who decided. Its people and note are loaded."""
    decision = getattr(batch, "decision", None)
    rows = [
        (_("Certificates"), str(getattr(batch, "count", 0))),
        (_("Reason, as everybody reads it"), str(batch.get_reason_display())),
        (_("Note for the Secretariat"), batch.private.text or _("None")),
        (_("Proposed by"), f"{batch.proposed_by}, {_local(batch.proposed_at)}"),
    ]
    if decision is not None:
        words = _("Agreed by") if decision.accepted else _("Refused by")
        rows.append((words, f"{decision.decided_by}, {_local(decision.decided_at)}"))
    return rows


def _local(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), MOMENT)


@dataclass(frozen=True)
class CallRow:
    """A decision in the list. `count` certificates."""

    href: str
    programme: str
    label: str
    due: str
    count: int
    state: str
    tone: str


def call_row(call: RenewalCall) -> CallRow:
    """A decision, annotated with its `count`, its withdrawal loaded."""
    back = hasattr(call, "withdrawal")
    return CallRow(
        href=reverse("register:call", args=[call.uuid]),
        programme=call.programme.title,
        label=call.label,
        due=day_text(call.due_on),
        count=getattr(call, "count", 0),
        state=_("Taken back") if back else _("Stands"),
        tone="info" if back else "due",
    )


def call_facts(call: RenewalCall, *, renewed: int) -> list[tuple[str, str]]:
    """What was decided, by whom and why, and what has come of it."""
    rows = [
        (_("Certificate"), call.programme.title),
        (_("What has changed"), call.label),
        (_("To be renewed by"), day_text(call.due_on)),
        (_("Certificates"), str(getattr(call, "count", 0))),
        (_("Renewed since"), str(renewed)),
        (_("Reason"), call.reason),
        (_("Decided by"), f"{call.decided_by}, {_local(call.decided_at)}"),
    ]
    if hasattr(call, "withdrawal"):
        back = call.withdrawal
        rows.append((_("Taken back by"), f"{back.decided_by}, {_local(back.decided_at)}"))
        rows.append((_("Why it was taken back"), back.reason))
    return rows
