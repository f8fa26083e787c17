"""Letting wording pass that seems to ask for identity."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, NotAllowed
from people.models import User
from protocols.errors import NotYours
from protocols.identity import Finding
from protocols.models import ProtocolDraft, WordingWaiver
from protocols.permissions import can_waive_wording
from protocols.queries import compile_as_it_stands, wrote_since_last_version
from protocols.wording import place_words

SHORTEST_REASON = 10


@transaction.atomic
def waive_wording(
    *, by: Actor, draft: ProtocolDraft, key: str, reason: str, now: datetime
) -> WordingWaiver:
    """Sign that the wording with this `key` may stay, and why. Signed once, it stands.

    Raises NotAllowed, NotYours for own work, or DomainError where the wording is no longer in the
    draft or the reason says too little.
    """
    if not isinstance(by, User) or not can_waive_wording(by):
        raise NotAllowed(_("Only the legal signatory or the Secretariat lets such wording pass."))
    draft = ProtocolDraft.objects.select_for_update().get(pk=draft.pk)
    if wrote_since_last_version(draft, by):
        raise NotYours(_("You wrote part of this protocol. Somebody else has to let it pass."))
    if (standing := draft.waivers.filter(wording_key=key).first()) is not None:
        return standing
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why these words may stay."))
    finding = _finding(draft, key, now)
    waiver = draft.waivers.create(
        wording_key=key,
        place=place_words(finding.text.kind, finding.text.name),
        wording=finding.text.words[finding.language],
        reason=reason.strip(),
        signed_by=by,
        signed_at=now,
    )
    record(by=by, verb="protocols.waive_wording", obj=draft, data={"wording_key": key})
    return waiver


def _finding(draft: ProtocolDraft, key: str, now: datetime) -> Finding:
    compiled = compile_as_it_stands(draft, timezone.localdate(now))
    found = {finding.key: finding for finding in compiled.findings}
    if key not in found:
        raise DomainError(_("These words are no longer in the draft. Read it again."))
    return found[key]
