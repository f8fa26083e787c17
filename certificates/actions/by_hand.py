"""Issuing by hand, where the evidence is not on record: proposed by one officer, agreed to by another."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from certificates.actions.issuing import issue_next, issued_before, lock_holder
from certificates.errors import CannotIssue
from certificates.models import (
    OPEN_FOR,
    Certificate,
    HandReason,
    IssueProposal,
    IssueProposalDecision,
    IssueProposalNote,
    Programme,
)
from certificates.permissions import can_decide_issue, can_propose_issue
from certificates.rules import NO_QUIZ, award
from foundation.audit.actions import record
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import Person, User
from people.queries import secretariat_today

PROPOSED = gettext_noop("Somebody proposes to issue a certificate by hand")
AGREED = gettext_noop("The certificate that you proposed is issued")
DECLINED = gettext_noop("The certificate that you proposed was declined")


@transaction.atomic
def propose_issue(
    *, by: User, person: Person, programme: Programme, reason: str, note: str, now: datetime
) -> IssueProposal:
    """Propose to issue a programme's certificate by hand. Other officers are told; nothing is issued.

    `note` says where the evidence is kept. Raises NotAllowed, and CannotIssue without reason or
    note, while such a proposal waits, and where a pass would earn nothing either.
    """
    require(
        can_propose_issue(by, person),
        _("Only the Secretariat with the permission to see names may propose it, not for oneself."),
    )
    if reason not in HandReason.values:
        raise CannotIssue(_("Choose why it is issued by hand."))
    if not (kept := note.strip()):
        raise CannotIssue(_("Say where the evidence is kept."))
    holder = lock_holder(person)
    _refuse_second(holder, programme, now)
    edition = programme.course.editions.order_by("-number").first()
    if edition is None:
        raise CannotIssue(_("No edition of its course was released yet."))
    proposal = IssueProposal.objects.create(
        person=holder,
        programme=programme,
        edition=edition,
        reason=reason,
        proposed_by=by,
        proposed_at=now,
    )
    IssueProposalNote.objects.create(proposal=proposal, text=kept)
    data = {"person": str(holder.uuid), "programme": programme.code, "reason": str(reason)}
    record(by=by, verb="certificates.issue_proposed", obj=proposal, data=data)
    deciders = (one for one in secretariat_today() if can_decide_issue(one, proposal))
    body = _("Nothing is issued before a second officer agrees. Look at the evidence first.")
    _tell(by, deciders, proposal, PROPOSED, body)
    return proposal


def _refuse_second(holder: Person, programme: Programme, now: datetime) -> None:
    """Raise CannotIssue where one waits already, or where what they hold is not to be renewed yet."""
    since = now - OPEN_FOR
    same = IssueProposal.objects.filter(person=holder, programme=programme, proposed_at__gte=since)
    if same.undecided().exists():
        raise CannotIssue(_("This was proposed already, and waits for a second officer."))
    issued = issued_before(holder, programme)
    if issued and award(issued[0].held, programme.renewing, now, settings.TIME_ZONE) is None:
        raise CannotIssue(_("They hold this certificate, and it cannot be renewed yet."))


def _tell(
    by: User, officers: Iterable[User], proposal: IssueProposal, subject: str, body: str
) -> None:
    for officer in officers:
        with override(officer.person.language if officer.person else None):
            notify(
                by=by,
                to=officer,
                kind="certificates.issue_by_hand",
                subject=_(subject),
                body=body,
                link=reverse("register:by_hand_one", args=[proposal.uuid]),
                key=f"certificates.by_hand:{proposal.pk}:{subject}:{officer.pk}",
            )


@transaction.atomic
def decide_issue(
    *, by: User, proposal: IssueProposal, accepted: bool, now: datetime
) -> IssueProposalDecision:
    """Agree or decline, once, as another officer than the one who proposed it.

    Agreed, the certificate is issued at once, on the same path as after a quiz. Asked again the first
    decision stands. Raises NotAllowed, and CannotIssue when the proposal is too old to agree to, or
    when they were issued the certificate meanwhile: then it is still to be declined.
    """
    require(
        can_decide_issue(by, proposal),
        _("Another officer who may see names decides, and nobody on their own certificate."),
    )
    # Two officers at once: the second one waits here, and then finds it decided.
    holder = lock_holder(proposal.person)
    if first := IssueProposalDecision.objects.filter(proposal=proposal).first():
        return first
    if accepted and now > proposal.proposed_at + OPEN_FOR:
        raise CannotIssue(_("This proposal is too old. Look at the evidence and propose it anew."))
    decision = IssueProposalDecision.objects.create(
        proposal=proposal, accepted=accepted, decided_by=by, decided_at=now
    )
    data = {"accepted": accepted}
    record(by=by, verb="certificates.issue_decided", obj=proposal, data=data)
    _tell(by, [proposal.proposed_by], proposal, AGREED if accepted else DECLINED, "")
    if accepted:
        _issue(by, holder, proposal, now)
    return decision


def _issue(by: User, holder: Person, proposal: IssueProposal, now: datetime) -> Certificate:
    programme = proposal.programme
    made = issue_next(
        by,
        holder,
        programme,
        proposal.edition,
        proposal.evidence,
        NO_QUIZ,
        issued_before(holder, programme),
        now,
    )
    if made is None or made.evidence != proposal.evidence:
        raise CannotIssue(
            _("They were issued this certificate meanwhile. Decline: nobody gets two.")
        )
    return made
