"""Making a draft of a form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, require
from protocols.drafting import draft_from_dict
from protocols.exchange.data import data_of
from protocols.exchange.report import Taken
from protocols.exchange.taking import take
from protocols.exchange.workbooks import book_of
from protocols.models import ProtocolDraft
from protocols.permissions import can_write_draft


class SlugTaken(DomainError):
    """There is a draft at this address, and nobody said that it is to be replaced."""


def read_form(*, by: Actor, content: bytes) -> Taken:
    """What a protocol can take from a file, and what not. Writes nothing.

    Raises NotAllowed, or UnreadableFile.
    """
    require(can_write_draft(by), _("Only specialists write protocols."))
    return take(book_of(content))


@transaction.atomic
def draft_from_form(
    *, by: Actor, document: Mapping[str, Any], now: datetime, replace: bool = False
) -> ProtocolDraft:
    """Make a draft of what was taken from a form. It is checked, signed and frozen like any other.

    With `replace`, the draft at the same address gets this content; its history keeps what it had.
    Raises NotAllowed or SlugTaken.
    """
    require(can_write_draft(by), _("Only specialists write protocols."))
    slug = document["slug"]
    if not replace and ProtocolDraft.objects.filter(slug=slug).exists():
        raise SlugTaken(
            _(
                "There is already a draft at the address “%(slug)s”. Say that it is to be replaced, or "
                "give the form another form_id."
            )
            % {"slug": slug}
        )
    draft = draft_from_dict(by=by, data=data_of(document), now=now)
    record(by=by, verb="protocols.import_form", obj=draft)
    return draft
