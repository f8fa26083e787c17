"""What a session remembers between finding a record and setting the password: never the code itself."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from people.claims.models import Invitation
from people.claims.rules import PASSWORD_WITHIN

_KEY = "claims.found"


def remember(request: HttpRequest, invitation: Invitation, now: datetime) -> None:
    """Keep which invitation was found. The session gets a new key: one planted before is worthless."""
    request.session.cycle_key()
    request.session[_KEY] = {
        "uuid": str(invitation.uuid),
        # An invitation made anew has another digest.
        "digest": invitation.digest,
        "until": (now + PASSWORD_WITHIN).timestamp(),
    }


def recall(request: HttpRequest, now: datetime) -> Invitation | None:
    """The invitation that this session found, if it still stands."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if not kept or now.timestamp() >= kept["until"]:
        return None
    waiting = Invitation.objects.running(now).filter(uuid=kept["uuid"], digest=kept["digest"])
    return waiting.select_related(
        "staff_record__person", "staff_record__agency", "staff_record__root_agency"
    ).first()


def forget(request: HttpRequest) -> None:
    """Nothing was found, or it is done."""
    request.session.pop(_KEY, None)
