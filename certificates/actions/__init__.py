"""Every write of `certificates`."""

from certificates.actions.issuing import award_for_result, issue_certificate
from certificates.actions.programmes import save_programme
from certificates.actions.reading import note_name_read
from certificates.actions.revoking import blank_note, revoke_certificate

__all__ = [
    "award_for_result",
    "blank_note",
    "issue_certificate",
    "note_name_read",
    "revoke_certificate",
    "save_programme",
]
