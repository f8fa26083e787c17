"""What waits for a decision before a certificate is printed."""

from datetime import datetime, timedelta

from certificates.names.actions import dispute_name
from firstline.demo import texts
from firstline.demo.cast import user_of

SAID_BEFORE = timedelta(days=2)


def load_disputed_name(*, now: datetime) -> None:
    """Somebody says that the name on record is wrong; their focal person has not decided."""
    row, user = texts.people()["disputed_name"], user_of("supervisor")
    assert user.person is not None
    dispute_name(
        by=user, person=user.person, wanted=row["wanted"], why=row["why"], now=now - SAID_BEFORE
    )
