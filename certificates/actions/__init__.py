"""Every write of `certificates`."""

from certificates.actions.batches import carry_out_batch, decide_batch, propose_batch
from certificates.actions.by_hand import decide_issue, propose_issue
from certificates.actions.correcting import correct_certificate
from certificates.actions.erasing import erase_name
from certificates.actions.issuing import REGISTER, award_for_result, issue_certificate
from certificates.actions.programmes import save_programme
from certificates.actions.reading import note_name_read, note_register_exported
from certificates.actions.reminding import remind_holders, send_digests
from certificates.actions.revoking import blank_note, revoke_certificate

__all__ = [
    "REGISTER",
    "award_for_result",
    "blank_note",
    "carry_out_batch",
    "correct_certificate",
    "decide_batch",
    "decide_issue",
    "erase_name",
    "issue_certificate",
    "note_name_read",
    "note_register_exported",
    "propose_batch",
    "propose_issue",
    "remind_holders",
    "revoke_certificate",
    "save_programme",
    "send_digests",
]
