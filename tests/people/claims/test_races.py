"""What may happen once: claiming with one code at two desks, and deciding a request twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from foundation.audit.actors import SYSTEM
from foundation.errors import DomainError
from people.claims import actions
from people.claims.models import Invitation
from people.claims.rules import MOST_TRIES
from people.models import StaffRecord, User
from tests.factories.people import make_agency, make_person, make_staff_record
from tests.people.claims.conftest import NOW

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(act: Callable[[], object], times: int) -> list[object]:
    """Do `act` in as many threads at the same moment: what each returned, or its refusal."""
    ready = Barrier(times)

    def run() -> object:
        ready.wait()
        try:
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [done.result() for done in [pool.submit(run) for _ in range(times)]]


@pytest.fixture
def record() -> StaffRecord:
    return make_staff_record(make_person(), make_agency("SERHA"), number="N1234")


def test_one_code_opens_one_account(record: StaffRecord) -> None:
    code = actions.make_slip(by=SYSTEM, staff_record=record, now=NOW).code
    found = actions.find_by_code(login="SERHA/N1234", code=code, now=NOW)

    def claim() -> User:
        return actions.claim_record(invitation=found, password="three small blue boats", now=NOW)

    done = at_once(claim, 4)
    assert sum(isinstance(result, User) for result in done) == 1
    assert User.objects.filter(person=record.person).count() == 1


def test_guesses_at_once_get_no_more_tries(record: StaffRecord) -> None:
    actions.make_slip(by=SYSTEM, staff_record=record, now=NOW)

    def guess() -> Invitation:
        return actions.find_by_code(login="SERHA/N1234", code="CCCC-CCCC", now=NOW)

    for _ in range(4):
        at_once(guess, 4)
    assert Invitation.objects.get().tries == MOST_TRIES


def test_slips_made_at_two_desks_leave_one(record: StaffRecord) -> None:
    done = at_once(lambda: actions.make_slip(by=SYSTEM, staff_record=record, now=NOW), 4)
    assert not [result for result in done if isinstance(result, DomainError)]
    assert Invitation.objects.open().count() == 1
