"""A clinic's roster: one focal person, and Marva Brown, who has no sign-in yet."""

from datetime import UTC, datetime

import pytest

from people.models import StaffRecord, User
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
)

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def focal(db: None) -> User:
    """Keeps the roster of SERHA."""
    return make_user("focal", agency=make_agency("SERHA"))


@pytest.fixture
def other_focal(db: None) -> User:
    """Keeps the roster of MOE."""
    return make_user("focal", agency=make_agency("MOE"))


@pytest.fixture
def nurse(db: None) -> StaffRecord:
    """SERHA/N1234, posted at a clinic, with an address and no sign-in."""
    person = make_person("Marva Delphine Brown", "Marva")
    record = make_staff_record(
        person, make_agency("SERHA"), number="N1234", email="marva@clinic.example"
    )
    make_posting(record)
    return record
