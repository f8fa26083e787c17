"""What the pages about printed names say. No queries here."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import NameDispute
from certificates.presenters import day_text

State = NameDispute.State
TONES = {State.WAITING: "due", State.ACCEPTED: "ok", State.REFUSED: "info"}


@dataclass(frozen=True)
class DisputeRow:
    """A dispute in the keeper's list."""

    key: UUID
    shown: str
    wanted: str
    raised: str
    state: str
    tone: str


def dispute_row(dispute: NameDispute) -> DisputeRow:
    """A line of the list."""
    state = State(dispute.state)
    return DisputeRow(
        key=dispute.uuid,
        shown=dispute.shown,
        wanted=dispute.wanted,
        raised=day_text(timezone.localdate(dispute.raised_at)),
        state=str(state.label),
        tone=TONES[state],
    )


def dispute_facts(dispute: NameDispute) -> list[tuple[str, str]]:
    """What was said, by whom, and what was decided. The person is loaded."""
    rows = [
        (_("Name on record"), dispute.shown),
        (_("It should be"), dispute.wanted),
        (_("Why"), dispute.why),
        (_("Said on"), day_text(timezone.localdate(dispute.raised_at))),
    ]
    if dispute.decided_at is not None:
        decided = day_text(timezone.localdate(dispute.decided_at))
        rows.append((str(State(dispute.state).label), decided))
    if dispute.answer:
        rows.append((_("Answer"), dispute.answer))
    return rows
