"""Removing a holder's name from the register: the rows stay, and verify."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.actions.revoking import end_certificate
from certificates.actions.sharing import withdraw_links_of
from certificates.models import (
    Certificate,
    CertificateName,
    ExternalProof,
    IssueProposalNote,
    NameDispute,
    Reason,
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
    the person. Files that prove courses taken elsewhere are
    deleted. Links to their record end. Asked again, nothing is left to do. Raises NotAllowed.
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
    disputes = NameDispute.objects.filter(person__in=rows_of(person.canonical_id))
    disputes.update(shown="", wanted="", why="", answer="")
    ExternalProof.objects.filter(course__person__in=rows_of(person.canonical_id)).delete()
    withdraw_links_of(by=by, person_id=person.canonical_id, now=now)
    return len(certificates)
