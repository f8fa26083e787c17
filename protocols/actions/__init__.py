"""Every write of `protocols`."""

from protocols.actions.contacts import record_contact
from protocols.actions.drafts import record_edit, save_draft
from protocols.actions.freezing import freeze_protocol_version
from protocols.actions.signing import sign_draft
from protocols.actions.suspending import end_suspension, suspend_version
from protocols.actions.waiving import waive_wording

__all__ = [
    "end_suspension",
    "freeze_protocol_version",
    "record_contact",
    "record_edit",
    "save_draft",
    "sign_draft",
    "suspend_version",
    "waive_wording",
]
