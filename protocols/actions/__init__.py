"""Every write of `protocols`."""

from protocols.actions.contacts import record_contact
from protocols.actions.drafts import record_edit, save_draft
from protocols.actions.freezing import freeze_protocol_version
from protocols.actions.signing import sign_draft
from protocols.actions.waiving import waive_wording

__all__ = [
    "freeze_protocol_version",
    "record_contact",
    "record_edit",
    "save_draft",
    "sign_draft",
    "waive_wording",
]
