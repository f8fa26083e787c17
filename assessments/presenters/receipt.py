"""What a client is told about the answers it sent."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from assessments.actions import Receipt
from assessments.errors import REFUSED_WORDS
from assessments.models import Attempt
from assessments.rules import BadAnswer


def present_receipt(
    receipt: Receipt, unreadable: Sequence[uuid.UUID], *, attempt: Attempt, now: datetime
) -> dict[str, object]:
    """The reply to a batch, as `docs/reference/attempts.md` describes it."""
    refused = [*receipt.refused, *((one, BadAnswer.NOT_UNDERSTOOD) for one in unreadable)]
    return {
        "saved": [str(client_id) for client_id in receipt.saved],
        "late": [str(client_id) for client_id in receipt.late],
        "refused": [
            {"client_id": str(client_id), "reason": reason, "error": str(REFUSED_WORDS[reason])}
            for client_id, reason in refused
        ],
        "at": timezone.localtime(now).isoformat(timespec="seconds"),
        "attempt": {
            "open": receipt.open,
            "elapsed_ms": attempt.elapsed_ms(now),
            "seconds_left": attempt.seconds_left(now),
        },
    }
