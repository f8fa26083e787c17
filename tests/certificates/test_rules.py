"""When a certificate begins and ends, and what it is in between."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from certificates.rules import Life, State, days_left, state_at, term

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
LIFE = Life(UNTIL - timedelta(days=365), UNTIL, JAMAICA)


@pytest.mark.parametrize(
    ("before", "state"),
    [
        (timedelta(days=365, seconds=1), State.NOT_YET),
        (timedelta(days=365), State.VALID),
        (timedelta(days=90), State.VALID),
        (timedelta(days=90, seconds=-1), State.EXPIRING),
        (timedelta(0), State.EXPIRING),
        (timedelta(microseconds=-999_999), State.EXPIRING),
        (timedelta(seconds=-1), State.EXPIRED),
    ],
)
def test_states_change_at_their_second(before: timedelta, state: State) -> None:
    assert state_at(UNTIL - before, LIFE) == state


@pytest.mark.parametrize("superseded", [True, False])
def test_a_revocation_counts_from_its_second_and_outlives_the_last_day(superseded: bool) -> None:
    moment = UNTIL - timedelta(days=200)
    over = replace(LIFE, revoked_at=moment, superseded=superseded)
    expected = State.SUPERSEDED if superseded else State.REVOKED
    assert state_at(moment - timedelta(seconds=1), over) is State.VALID
    assert state_at(moment, over) is expected
    assert state_at(UNTIL + timedelta(days=400), over) is expected


def test_revoked_after_its_last_day_it_was_expired_in_between() -> None:
    late = replace(LIFE, revoked_at=UNTIL + timedelta(days=10))
    assert state_at(UNTIL + timedelta(days=9), late) is State.EXPIRED
    assert state_at(UNTIL + timedelta(days=10), late) is State.REVOKED


ZONES = [JAMAICA, "Europe/London", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu"]


@pytest.mark.parametrize("months", [1, 12, 24])
@pytest.mark.parametrize("zone_name", ZONES)
def test_every_day_of_four_years_ends_at_its_own_midnight(zone_name: str, months: int) -> None:
    """Leap days, ends of months, and the days on which clocks change."""
    zone = ZoneInfo(zone_name)
    for number in range(4 * 366):
        day = date(2027, 1, 1) + timedelta(days=number)
        issued = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(UTC)
        made = term(issued, months, zone_name)
        life = Life(issued, made.valid_until, zone_name)
        assert made.issued_on == day
        in_months = made.last_day.year * 12 + made.last_day.month - day.year * 12 - day.month
        assert in_months == months
        assert made.last_day.day == day.day or made.last_day.day < day.day
        if made.last_day.day < day.day:
            assert (made.last_day + timedelta(days=1)).day == 1
        last = made.valid_until.astimezone(zone)
        assert last.date() == made.last_day
        assert (last.hour, last.minute, last.second) == (23, 59, 59)
        assert state_at(made.valid_until, life).holds
        assert days_left(made.valid_until, life) == 0
        after = made.valid_until + timedelta(seconds=1)
        assert state_at(after, life) is State.EXPIRED
        assert days_left(after, life) == -1


def test_the_same_moment_is_another_day_elsewhere() -> None:
    at = datetime(2027, 10, 2, 20, tzinfo=UTC)
    assert days_left(at, LIFE) == 0
    assert days_left(at, replace(LIFE, zone="Pacific/Kiritimati")) == 0
    assert days_left(UNTIL - timedelta(hours=20), LIFE) == 0
    assert days_left(UNTIL - timedelta(hours=24), LIFE) == 1
