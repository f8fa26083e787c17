"""Writing drafts, and recording who did."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.fields import StreamField

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import User
from protocols.models import DraftEdit, ProtocolDraft
from protocols.permissions import can_write_draft


@transaction.atomic
def save_draft(*, by: Actor, slug: str, fields: Mapping[str, Any], now: datetime) -> ProtocolDraft:
    """Create the draft at `slug`, or change it. StreamFields are given as raw lists with ids.

    Keeps a revision and who wrote it. Raises NotAllowed.
    """
    require(can_write_draft(by), _("Only specialists write protocols."))
    draft = ProtocolDraft.objects.select_for_update().filter(slug=slug).first()
    if draft is None:
        draft = ProtocolDraft(slug=slug, author=by if isinstance(by, User) else None)
    for name, value in fields.items():
        is_stream = isinstance(ProtocolDraft._meta.get_field(name), StreamField)
        setattr(draft, name, json.dumps(value) if is_stream else value)
    draft.save()
    draft.save_revision(user=by if isinstance(by, User) else None, log_action=True)
    record_edit(by=by, draft=draft, now=now)
    return draft


@transaction.atomic
def record_edit(*, by: Actor, draft: ProtocolDraft, now: datetime) -> DraftEdit:
    """Write down that `by` saved `draft`: whoever wrote a protocol may not sign it.

    Called with every save, in its transaction. Raises NotAllowed.
    """
    require(can_write_draft(by), _("Only specialists write protocols."))
    edit = DraftEdit.objects.create(
        draft=draft, edited_by=by if isinstance(by, User) else None, edited_at=now
    )
    record(by=by, verb="protocols.save_draft", obj=draft)
    return edit
