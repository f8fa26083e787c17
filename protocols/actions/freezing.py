"""Putting an approved protocol in force."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from protocols.actions.signing import check_read
from protocols.comparing import compare, smallest_version, step_of
from protocols.compiling import Compiled
from protocols.errors import NotProved
from protocols.models import ProtocolDraft, ProtocolVersion
from protocols.permissions import can_freeze
from protocols.queries import compile_as_it_stands, last_version, missing_roles
from protocols.versions import is_later


@transaction.atomic
def freeze_protocol_version(
    *, by: Actor, draft: ProtocolDraft, now: datetime, expected_hash: str = ""
) -> ProtocolVersion:
    """Freeze the draft as it stands, if exactly that was signed by every role needed.

    Raises NotAllowed, NotProved while there are problems, ChangedMeanwhile, or DomainError where a
    signature is missing, the version is not later than the last or too small a step from it, its review is already due, or its
    change note is the last version's.
    """
    require(can_freeze(by), _("Only the Secretariat puts a protocol in force."))
    draft = ProtocolDraft.objects.select_for_update().get(pk=draft.pk)
    compiled = compile_as_it_stands(draft, timezone.localdate(now))
    check_read(compiled, expected_hash)
    if compiled.problems:
        raise NotProved(_("The check found problems. Nothing was put in force."), compiled.problems)
    if missing_roles(draft, compiled.content_hash):
        raise DomainError(
            _(
                "Signatures are missing for the draft as it stands. A change needs all of them again."
            )
        )
    _check_version(draft, compiled, now)
    version = _store(draft, compiled, now)
    record(
        by=by,
        verb="protocols.freeze_protocol_version",
        obj=version,
        data={"draft": draft.pk, "version": version.version, "content_hash": version.content_hash},
    )
    return version


def _check_version(draft: ProtocolDraft, compiled: Compiled, now: datetime) -> None:
    numbers = ProtocolVersion.objects.filter(slug=draft.slug).values_list("version", flat=True)
    if not all(is_later(draft.version, number) for number in numbers):
        raise DomainError(
            _(
                "Version %(version)s is not later than those in force before. Give it a higher number."
            )
            % {"version": draft.version}
        )
    if (last := last_version(draft)) is not None:
        step = step_of(compare(last.document, compiled.document))
        smallest = smallest_version(last.version, step)
        if is_later(smallest, draft.version):
            raise DomainError(
                _("What changed since %(last)s needs version %(smallest)s at least.")
                % {"last": last.version, "smallest": smallest}
            )
        if compiled.document["change_note"].strip() == last.change_note.strip():
            raise DomainError(
                _(
                    "The change note still says what it said of version %(last)s. Say what changed "
                    "since then: readers of the old version look there first."
                )
                % {"last": last.version}
            )
    if compiled.document["review_due"] <= timezone.localdate(now).isoformat():
        raise DomainError(_("The day of review has passed already. Set a later one."))


def _store(draft: ProtocolDraft, compiled: Compiled, now: datetime) -> ProtocolVersion:
    document = compiled.document
    return ProtocolVersion.objects.create(
        draft=draft,
        slug=document["slug"],
        version=document["version"],
        title=document["title"]["en"],
        document=document,
        content_hash=compiled.content_hash,
        effective_from=date.fromisoformat(document["effective_from"]),
        review_due=date.fromisoformat(document["review_due"]),
        frozen_at=now,
        change_note=document["change_note"],
    )
