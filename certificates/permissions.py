"""Who may see and do what with certificates and programmes."""

from django.db.models import QuerySet

from certificates.models import (
    BulkWork,
    Certificate,
    EarlierCertificate,
    EarlierFile,
    IssueProposal,
    RenewalCall,
    RevocationBatch,
    ShareLink,
)
from certificates.models.batches import RevocationBatchQuerySet
from certificates.models.by_hand import IssueProposalQuerySet
from certificates.models.sharing import ShareLinkQuerySet
from foundation.audit.actors import System
from people.models import Person, Role, User, rows_of
from people.permissions import Viewer, can_see_names, has_role, is_same_human, person_of


def certificates_visible_to(user: Viewer) -> QuerySet[Certificate]:
    """One's own certificates, and nobody else's. A paper in hand is checked by its code instead."""
    person = person_of(user)
    if person is None:
        return Certificate.objects.none()
    mine = Certificate.objects.of_person(person.pk).with_life()
    known = mine.select_related("programme__course", "programme__refresher")
    return known.prefetch_related("programme__counts_for")


def can_share_record(user: Viewer) -> bool:
    """May make a link to their own record: whoever holds a certificate that was not revoked."""
    return certificates_visible_to(user).filter(revocation=None).exists()


def share_links_visible_to(user: Viewer) -> ShareLinkQuerySet:
    """One's own links."""
    person = person_of(user)
    return ShareLink.objects.of_person(person.pk) if person else ShareLink.objects.none()


def can_withdraw_link(user: Viewer, link: ShareLink) -> bool:
    """May end a link: whose record it shows."""
    return share_links_visible_to(user).filter(pk=link.pk).exists()


def register_visible_to(user: Viewer) -> QuerySet[Certificate]:
    """The whole register, for the Secretariat that keeps it. Names are asked for apart."""
    if not can_open_register(user):
        return Certificate.objects.none()
    return Certificate.objects.with_life()


def can_open_register(user: Viewer) -> bool:
    """May look through the register: the Secretariat."""
    return has_role(user, Role.SECRETARIAT)


def can_see_problems(user: Viewer) -> bool:
    """May see which certificates cannot be printed or signed: who can mend it. Names are not shown."""
    return has_role(user, Role.SECRETARIAT, Role.ADMIN)


def can_read_names(user: Viewer) -> bool:
    """May read the printed names in the register: with the extra permission only."""
    return can_open_register(user) and can_see_names(user)


def can_erase_names(user: Viewer) -> bool:
    """May remove a holder's name from the register: who may read it there."""
    return can_read_names(user)


def can_correct(user: Viewer) -> bool:
    """May replace a certificate with a wrong name: who may read it in the register."""
    return can_read_names(user)


def can_revoke(user: Viewer) -> bool:
    """The Secretariat may take a certificate out of force."""
    return has_role(user, Role.SECRETARIAT)


def can_issue(user: Viewer) -> bool:
    """Certificates are issued by recorded evidence alone, so only by the system."""
    return isinstance(user, System)


def can_manage_programmes(user: Viewer) -> bool:
    """The Secretariat says what a certificate attests."""
    return has_role(user, Role.SECRETARIAT)


def can_call(user: Viewer) -> bool:
    """The Secretariat decides which certificates are to be renewed early."""
    return has_role(user, Role.SECRETARIAT)


def calls_visible_to(user: Viewer) -> QuerySet[RenewalCall]:
    """Every such decision, for who may decide."""
    if not can_call(user):
        return RenewalCall.objects.none()
    return RenewalCall.objects.select_related("programme", "decided_by", "withdrawal__decided_by")


def batches_visible_to(user: Viewer) -> RevocationBatchQuerySet:
    """Proposals to revoke many at once: the Secretariat reads them all."""
    if not can_revoke(user):
        return RevocationBatch.objects.none()
    return RevocationBatch.objects.select_related(
        "proposed_by__person__same_as", "decision__decided_by", "private"
    )


def can_decide_batch(user: Viewer, batch: RevocationBatch) -> bool:
    """May agree to revoke many at once: another officer than the one who proposed it."""
    other = isinstance(user, User) and not is_same_human(user, batch.proposed_by)
    return other and can_revoke(user)


def can_issue_by_hand(user: Viewer) -> bool:
    """May have a part in issuing by hand: officers who may read names, to know for whom."""
    return can_read_names(user)


def can_propose_issue(user: Viewer, person: Person) -> bool:
    """May propose to issue to this person by hand: such an officer, never for themselves."""
    own = person_of(user)
    return can_issue_by_hand(user) and (own is None or own.pk != person.canonical_id)


def proposals_visible_to(user: Viewer) -> IssueProposalQuerySet:
    """Proposals to issue by hand."""
    if not can_issue_by_hand(user):
        return IssueProposal.objects.none()
    return IssueProposal.objects.select_related(
        "person__same_as",
        "programme__course",
        "edition",
        "proposed_by__person__same_as",
        "decision__decided_by__person",
        "private",
    )


def can_decide_issue(user: Viewer, proposal: IssueProposal) -> bool:
    """May agree to issue by hand: another officer than the one who proposed it, never the holder."""
    other = isinstance(user, User) and not is_same_human(user, proposal.proposed_by)
    return other and can_propose_issue(user, proposal.person)


def proposals_to_decide(user: Viewer) -> IssueProposalQuerySet:
    """Proposals to issue by hand that wait for this officer: those that `can_decide_issue` lets decide."""
    waiting = proposals_visible_to(user).undecided().exclude(proposed_by=getattr(user, "pk", None))
    own = person_of(user)
    if own is None:
        return waiting
    mine = rows_of(own.pk)
    return waiting.exclude(person__in=mine).exclude(proposed_by__person__in=mine)


def can_record_earlier(user: Viewer) -> bool:
    """The Secretariat may record what others issued, for an agency or the nation."""
    return has_role(user, Role.SECRETARIAT)


def earlier_visible_to(user: Viewer) -> QuerySet[EarlierCertificate]:
    """Every earlier certificate on record, for the Secretariat."""
    if not can_record_earlier(user):
        return EarlierCertificate.objects.none()
    return EarlierCertificate.objects.standing()


def earlier_files_visible_to(user: Viewer) -> QuerySet[EarlierFile]:
    """Lists that oneself has sent."""
    if not can_record_earlier(user) or not isinstance(user, User):
        return EarlierFile.objects.none()
    return EarlierFile.objects.filter(sent_by=user)


def earlier_of(user: Viewer) -> QuerySet[EarlierCertificate]:
    """One's own earlier certificates."""
    person = person_of(user)
    if person is None:
        return EarlierCertificate.objects.none()
    return EarlierCertificate.objects.of_person(person.pk)


def can_remind_holders(user: Viewer) -> bool:
    """Reminders before a certificate ends come from the schedule alone."""
    return isinstance(user, System)


def can_work_in_bulk(user: Viewer, kind: str) -> bool:
    """May have this done with a list of the register: whoever keeps it. Papers show names."""
    if kind in {BulkWork.Kind.ZIP, BulkWork.Kind.PRINT}:
        return can_read_names(user)
    return can_open_register(user)


def bulk_work_visible_to(user: Viewer) -> QuerySet[BulkWork]:
    """What one asked for oneself, while one may."""
    if not isinstance(user, User) or not can_open_register(user):
        return BulkWork.objects.none()
    return BulkWork.objects.filter(asked_by=user).select_related("job")


def can_fetch(user: Viewer, work: BulkWork) -> bool:
    """May take the file away: who asked for it, and may still see what it shows."""
    mine = isinstance(user, User) and work.asked_by_id == user.pk
    return mine and can_work_in_bulk(user, work.kind) and (can_read_names(user) or not work.names)


def can_issue_recorded(user: Viewer) -> bool:
    """May have certificates issued to everybody whose passes are on record: the Secretariat."""
    return has_role(user, Role.SECRETARIAT)
