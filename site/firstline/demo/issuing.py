"""What is decided or recorded by hand: a disputed name, a proposal to issue, earlier certificates."""

from datetime import datetime, timedelta

from certificates.actions import propose_issue
from certificates.earlier.actions import record_one
from certificates.models import Programme
from certificates.names.actions import dispute_name
from firstline.demo import texts
from firstline.demo.cast import user_of
from foundation.audit.actors import Actor
from people.actions import let_see_names
from people.models import StaffRecord

SAID_BEFORE = timedelta(days=2)


def load_disputed_name(*, now: datetime) -> None:
    """Somebody says that the name on record is wrong; their focal person has not decided."""
    row, user = texts.people()["disputed_name"], user_of("supervisor")
    assert user.person is not None
    dispute_name(
        by=user, person=user.person, wanted=row["wanted"], why=row["why"], now=now - SAID_BEFORE
    )


def load_proposal(*, by: Actor, programme: Programme, now: datetime) -> None:
    """An officer who may see names proposes a certificate by hand; a second one has not agreed."""
    let_see_names(by=by, user=user_of("secretariat2"), allowed=True)
    row = texts.people()["by_hand"]
    propose_issue(
        by=user_of("secretariat2"),
        person=_record(row["who"]).person,
        programme=programme,
        reason=row["reason"],
        note=row["note"],
        now=now - SAID_BEFORE,
    )


def load_earlier(*, now: datetime) -> None:
    """Two papers that others issued, on record."""
    for row in texts.people()["earlier_papers"]:
        record_one(by=user_of("secretariat"), row={"line": 1, "number": "", **row}, now=now)


def _record(login: str) -> StaffRecord:
    code, _slash, number = login.partition("/")
    return StaffRecord.objects.select_related("person").get(root_agency__code=code, number=number)
