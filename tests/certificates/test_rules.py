"""When a certificate begins and ends, and what it is in between."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from certificates.rules import State, next_cycle, state_at, term

JAMAICA = "America/Jamaica"


def test_a_term_is_calendar_months_to_the_end_of_the_local_day() -> None:
    made = term(datetime(2026, 10, 2, 15, 0, tzinfo=UTC), 12, JAMAICA)
    assert made.issued_on == date(2026, 10, 2)
    assert made.last_day == date(2027, 10, 2)
    assert made.valid_until.replace(microsecond=0) == datetime(2027, 10, 3, 4, 59, 59, tzinfo=UTC)


def test_the_day_is_the_issuer_s_and_not_the_server_s() -> None:
    made = term(datetime(2027, 1, 1, 3, 0, tzinfo=UTC), 12, JAMAICA)
    assert made.issued_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_short_months_end_on_their_last_day(issued: date, months: int, last: date) -> None:
    noon = datetime(issued.year, issued.month, issued.day, 12, tzinfo=ZoneInfo(JAMAICA))
    assert term(noon, months, JAMAICA).last_day == last


UNTIL = datetime(2027, 10, 3, 4, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (timedelta(days=90), State.VALID),
        (timedelta(days=90, seconds=-1), State.EXPIRING),
        (timedelta(0), State.EXPIRING),
        (timedelta(seconds=-1), State.EXPIRED),
    ],
)
def test_states_change_at_their_second(before: timedelta, state: State) -> None:
    assert state_at(UNTIL - before, UNTIL) == state


def test_a_pass_earns_nothing_while_a_certificate_holds() -> None:
    assert next_cycle([(1, UNTIL)], UNTIL) is None


def test_a_pass_after_expiry_earns_the_next_cycle() -> None:
    assert next_cycle([], UNTIL) == 1
    assert next_cycle([(1, UNTIL)], UNTIL + timedelta(seconds=1)) == 2
