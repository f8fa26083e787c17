"""The tables of `protocols`, by what they are about."""

from protocols.models.contacts import Contact, ContactDecision, ContactEntry, ContactProposal
from protocols.models.drafts import DraftEdit, ProtocolDraft, WordingWaiver
from protocols.models.suspensions import SuspensionConfirmation, SuspensionRequest
from protocols.models.versions import ProtocolVersion, Signature

__all__ = [
    "Contact",
    "ContactDecision",
    "ContactEntry",
    "ContactProposal",
    "DraftEdit",
    "ProtocolDraft",
    "ProtocolVersion",
    "Signature",
    "SuspensionConfirmation",
    "SuspensionRequest",
    "WordingWaiver",
]
