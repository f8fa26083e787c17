"""Every write of `protocols`."""

from protocols.actions.contacts import accept_contact, propose_contact, refuse_contact
from protocols.actions.drafts import record_edit, save_draft
from protocols.actions.freezing import freeze_protocol_version
from protocols.actions.reminding import tell_what_is_overdue
from protocols.actions.signing import sign_draft
from protocols.actions.suspending import end_suspension, suspend_version
from protocols.actions.waiving import waive_wording

__all__ = [
    "accept_contact",
    "end_suspension",
    "freeze_protocol_version",
    "propose_contact",
    "record_edit",
    "refuse_contact",
    "save_draft",
    "sign_draft",
    "suspend_version",
    "tell_what_is_overdue",
    "waive_wording",
]
