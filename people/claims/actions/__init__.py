"""Every write about claims. Each asks its permission, is atomic and leaves an audit row."""

from people.claims.actions.claiming import (
    claim_record,
    find_by_code,
    find_by_link,
    note_taken_address,
)
from people.claims.actions.deciding import (
    accept_request,
    link_request,
    record_to_link,
    refuse_request,
)
from people.claims.actions.inviting import Slip, invite_by_mail, make_slip, revoke_invitation
from people.claims.actions.joining import ask_to_join, forget_unconfirmed, withdraw_request

__all__ = [
    "Slip",
    "accept_request",
    "ask_to_join",
    "claim_record",
    "find_by_code",
    "find_by_link",
    "forget_unconfirmed",
    "invite_by_mail",
    "link_request",
    "make_slip",
    "note_taken_address",
    "record_to_link",
    "refuse_request",
    "revoke_invitation",
    "withdraw_request",
]
