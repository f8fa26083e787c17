"""Programmes, the register, and what ends a certificate."""

from certificates.models.batches import (
    OPEN_FOR,
    RevocationBatch,
    RevocationBatchDecision,
    RevocationBatchItem,
    RevocationBatchNote,
)
from certificates.models.bulk import KEPT_FOR, BulkWork
from certificates.models.by_hand import (
    BY_HAND,
    HandReason,
    IssueProposal,
    IssueProposalDecision,
    IssueProposalNote,
)
from certificates.models.calls import (
    CalledCertificate,
    CallReminder,
    CallWithdrawal,
    RenewalCall,
)
from certificates.models.earlier import EarlierCertificate, EarlierFile
from certificates.models.external import (
    ExternalCourse,
    ExternalDecision,
    ExternalProof,
)
from certificates.models.external import Verdict as ExternalVerdict
from certificates.models.name_disputes import NameDispute
from certificates.models.problems import PrintProblem
from certificates.models.programmes import Programme
from certificates.models.reasons import Reason
from certificates.models.register import (
    CANONICAL_PERSON,
    CORRECTION,
    Certificate,
    CertificateName,
    SerialCounter,
)
from certificates.models.reminders import RenewalReminder
from certificates.models.revocations import Revocation, RevocationNote
from certificates.models.sharing import ShareLink
from certificates.models.signatories import MOST_SIGNATORIES, Signatory, SignaturePicture

__all__ = [
    "BY_HAND",
    "CANONICAL_PERSON",
    "CORRECTION",
    "KEPT_FOR",
    "MOST_SIGNATORIES",
    "OPEN_FOR",
    "BulkWork",
    "CallReminder",
    "CallWithdrawal",
    "CalledCertificate",
    "Certificate",
    "CertificateName",
    "EarlierCertificate",
    "EarlierFile",
    "ExternalCourse",
    "ExternalDecision",
    "ExternalProof",
    "ExternalVerdict",
    "HandReason",
    "IssueProposal",
    "IssueProposalDecision",
    "IssueProposalNote",
    "NameDispute",
    "PrintProblem",
    "Programme",
    "Reason",
    "RenewalCall",
    "RenewalReminder",
    "Revocation",
    "RevocationBatch",
    "RevocationBatchDecision",
    "RevocationBatchItem",
    "RevocationBatchNote",
    "RevocationNote",
    "SerialCounter",
    "ShareLink",
    "Signatory",
    "SignaturePicture",
]
