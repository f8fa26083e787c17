"""What the pages about issuing by hand say. No queries here."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import IssueProposal
from certificates.presenters import MOMENT, day_text


@dataclass(frozen=True)
class ProposalRow:
    """A proposal in the list."""

    href: str
    name: str
    programme: str
    proposed: str
    state: str
    tone: str


def proposal_row(proposal: IssueProposal) -> ProposalRow:
    """A line of the list. Person, programme and decision are loaded."""
    state, tone = _decided(proposal)
    return ProposalRow(
        href=reverse("register:by_hand_one", args=[proposal.uuid]),
        name=_name(proposal),
        programme=proposal.programme.title,
        proposed=day_text(timezone.localdate(proposal.proposed_at)),
        state=state,
        tone=tone,
    )


def _name(proposal: IssueProposal) -> str:
    return (proposal.person.same_as or proposal.person).legal_name


def _decided(proposal: IssueProposal) -> tuple[str, str]:
    decision = getattr(proposal, "decision", None)
    if decision is None:
        return _("Waits for a second officer"), "due"
    return (_("Issued"), "ok") if decision.accepted else (_("Declined"), "info")


def proposal_facts(proposal: IssueProposal) -> list[tuple[str, str]]:
    """For whom, what, and what is said of the evidence. Everything is loaded."""
    course = _("%(title)s, edition %(edition)d") % {
        "title": proposal.edition.title,
        "edition": proposal.edition.number,
    }
    return [
        (_("Name"), _name(proposal)),
        (_("Certificate"), proposal.programme.title),
        (_("Course"), course),
        *by_hand_facts(proposal, names=True),
    ]


def by_hand_facts(proposal: IssueProposal, *, names: bool) -> list[tuple[str, str]]:
    """Why it is issued by hand, and by whom. The note only where the reader may read names."""
    rows = [(_("Issued by hand"), str(proposal.get_reason_display()))]
    if names:
        rows.append((_("Where the evidence is kept"), proposal.private.text or _("Removed")))
    rows.append((_("Proposed by"), f"{proposal.proposed_by}, {_local(proposal.proposed_at)}"))
    decision = getattr(proposal, "decision", None)
    if decision is not None:
        words = _("Agreed by") if decision.accepted else _("Declined by")
        rows.append((words, f"{decision.decided_by}, {_local(decision.decided_at)}"))
    return rows


def _local(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), MOMENT)
