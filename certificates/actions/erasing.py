"""Removing a holder's name from the register: the rows stay, and verify."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.actions.bulk import remove_files_naming
from certificates.actions.revoking import end_certificate
from certificates.actions.sharing import withdraw_links_of
from certificates.models import (
    Certificate,
    CertificateName,
    EarlierCertificate,
    ExternalCourse,
    ExternalDecision,
    ExternalProof,
    IssueProposalNote,
    NameDispute,
    Reason,
    RevocationBatchNote,
    RevocationNote,
)
from certificates.permissions import can_erase_names
from certificates.signals import name_erased
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Person, rows_of


@transaction.atomic
def erase_name(*, by: Actor, person: Person, now: datetime) -> int:
    """Blank the printed name on every certificate of a human being. Returns on how many.

    A paper with the name would still look good, so each is revoked with that reason, unless it was
    before. Notes on revocations go too, and what they said about their name: all that may speak of
    the person: that on a proposal to revoke many too. Files made of the register with the name in them go.
    What others issued or taught says who somebody is as well: of courses taken elsewhere
    hours and days stay, and earlier papers are taken out. Links to their record end. Asked again,
    nothing is left to do. Raises NotAllowed.
    """
    require(can_erase_names(by), _("Only the Secretariat may remove a name from the register."))
    theirs = Certificate.objects.of_person(person.canonical_id).with_life()
    named = theirs.exclude(printed__legal_name="", printed__salt="").select_related("person")
    certificates = list(named.order_by("pk"))
    for certificate in certificates:
        end_certificate(by=by, certificate=certificate, reason=Reason.ERASED, now=now)
        CertificateName.objects.filter(certificate=certificate).update(legal_name="", salt="")
        RevocationNote.objects.filter(revocation__certificate=certificate).update(text="")
        record(by=by, verb="certificates.name_erased", obj=certificate)
        name_erased.send(sender=Certificate, certificate=certificate, by=by)
    by_hand = IssueProposalNote.objects.filter(proposal__person__in=rows_of(person.canonical_id))
    by_hand.update(text="")
    batches = RevocationBatchNote.objects.filter(batch__items__certificate__in=theirs.values("pk"))
    RevocationBatchNote.objects.filter(pk__in=list(batches.values_list("pk", flat=True))).update(
        text=""
    )
    remove_files_naming(by=by, certificates=set(theirs.values_list("pk", flat=True)))
    disputes = NameDispute.objects.filter(person__in=rows_of(person.canonical_id))
    disputes.update(shown="", wanted="", why="", answer="")
    _erase_courses(by, person.canonical_id)
    _erase_earlier(by, person.canonical_id, now)
    withdraw_links_of(by=by, person_id=person.canonical_id, now=now)
    return len(certificates)


def _erase_courses(by: Actor, person_id: int) -> None:
    """Titles, providers, funders and references are blanked, proofs deleted. What counts still counts."""
    theirs = ExternalCourse.objects.of_person(person_id)
    for course in theirs.exclude(title=""):
        record(by=by, verb="certificates.external_erased", obj=course)
    theirs.update(title="", provider="", funder="", reference="")
    ExternalDecision.objects.filter(course__in=theirs).update(reason="")
    ExternalProof.objects.filter(course__in=theirs).delete()


def _erase_earlier(by: Actor, person_id: int, now: datetime) -> None:
    """Also of those that were taken out before."""
    theirs = EarlierCertificate.objects.filter(person__in=rows_of(person_id)).exclude(title="")
    for earlier in theirs:
        record(by=by, verb="certificates.earlier_erased", obj=earlier)
    theirs.filter(withdrawn_at=None).update(withdrawn_at=now)
    theirs.update(title="", provider="", number="")
