"""Where somebody stands who signed up without a record, and how much waits for a keeper."""

from dataclasses import dataclass
from enum import Enum

from people.claims.models import JoinRequest
from people.claims.permissions import is_on_a_roster, requests_visible_to
from people.models import User
from people.permissions import Viewer


class Joining(Enum):
    """How far somebody has come."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True)
class JoinState:
    """Somebody on no roster: whether they asked, and the last request."""

    state: Joining
    request: JoinRequest | None


def join_state(user: Viewer) -> JoinState | None:
    """None for everybody who is on a roster or works for the whole nation. Up to three queries."""
    if not isinstance(user, User) or is_on_a_roster(user):
        return None
    asked = JoinRequest.objects.filter(user=user).select_related("agency", "cadre")
    last = asked.order_by("-asked_at", "-pk").first()
    if last is None or last.outcome in (
        JoinRequest.Outcome.WITHDRAWN,
        JoinRequest.Outcome.ACCEPTED,
    ):
        return JoinState(Joining.NOT_ASKED, last)
    return JoinState(Joining.REFUSED if last.decided_at else Joining.WAITING, last)


def waiting_requests(user: Viewer) -> int:
    """How many people wait for this keeper."""
    return requests_visible_to(user).waiting().count()
