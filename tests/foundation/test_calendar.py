"""Months and days as people count them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.formats.calendar import add_months, end_of_day

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-10-02", 24, "2028-10-02"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_months_are_added_and_clamped(day: str, months: int, expected: str) -> None:
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


@given(DAYS, st.integers(-600, 600))
def test_the_month_is_always_the_asked_one(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day <= day.day


@given(DAYS, DAYS, st.integers(0, 120))
def test_a_later_day_never_ends_earlier(first: dt.date, second: dt.date, months: int) -> None:
    first, second = sorted([first, second])
    assert add_months(first, months) <= add_months(second, months)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/Jamaica", "2026-10-03T04:59:59+00:00"),
        ("UTC", "2026-10-02T23:59:59+00:00"),
        ("Pacific/Auckland", "2026-10-02T10:59:59+00:00"),
    ],
)
def test_a_day_ends_where_its_zone_says(zone: str, expected: str) -> None:
    assert end_of_day(dt.date(2026, 10, 2), zone).isoformat() == expected


def test_the_day_of_a_clock_change_ends_with_its_last_hour() -> None:
    assert end_of_day(dt.date(2026, 10, 25), "Europe/London").isoformat() == (
        "2026-10-25T23:59:59+00:00"
    )
    assert end_of_day(dt.date(2026, 10, 24), "Europe/London").isoformat() == (
        "2026-10-24T22:59:59+00:00"
    )
