"""Counting people against head-counts, as pure functions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coverage.rules import (
    HeadCount,
    Post,
    WorkplaceState,
    due_on,
    reporting_year_start,
    tally,
    topmost,
    topmost_paths,
    workplace_state,
)

NURSE, TEACHER = 1, 2
LAPSE = datetime(2027, 1, 1, tzinfo=UTC)
LONG, SOON = LAPSE + timedelta(days=200), LAPSE - timedelta(days=1)


def post(person: int, until: datetime | None = None, cadre: int = NURSE, path: str = "/1/") -> Post:
    return Post(person, cadre, workplace=10, path=path, parish=5, valid_until=until)


def count(filled: int, cadre: int = NURSE, path: str = "/1/") -> HeadCount:
    return HeadCount(path, cadre, filled)


def test_people_without_an_account_count_in_the_denominator() -> None:
    counted = tally([post(1, LONG), post(2)], [count(8)], LAPSE)
    assert (counted.certified, counted.filled, counted.roster) == (1, 8, 2)
    assert (counted.percent, counted.missing) == (12, 7)


def test_two_postings_count_once() -> None:
    counted = tally([post(1, LONG), post(1, LONG, path="/1/2/")], [count(4)], LAPSE)
    assert (counted.certified, counted.roster) == (1, 1)


def test_without_a_head_count_there_is_no_share() -> None:
    counted = tally([post(1, LONG)], [], LAPSE)
    assert counted.certified == 1
    assert (counted.filled, counted.percent, counted.missing) == (None, None, None)


def test_a_roster_above_its_head_count_is_an_alarm_and_never_above_100() -> None:
    counted = tally([post(1, LONG), post(2, LONG), post(3, LONG)], [count(2)], LAPSE)
    assert counted.is_over
    assert (counted.percent, counted.missing) == (100, 0)
    assert not tally([post(1), post(2)], [count(2)], LAPSE).is_over


def test_a_cadre_without_a_head_count_is_left_out_on_both_sides() -> None:
    counted = tally([post(1, LONG), post(2, LONG, cadre=TEACHER)], [count(4)], LAPSE)
    assert (counted.certified, counted.roster, counted.left_out) == (1, 1, 1)
    assert counted.certified_here == 2


def test_somebody_counted_in_one_post_is_not_left_out_for_the_other() -> None:
    counted = tally([post(1, LONG), post(1, LONG, cadre=TEACHER)], [count(4)], LAPSE)
    assert counted.left_out == 0


def test_100_per_cent_means_all() -> None:
    people = [post(number, LONG) for number in range(199)]
    assert tally(people, [count(200)], LAPSE).percent == 99


def test_who_lapses_soon() -> None:
    assert tally([post(1, LONG), post(2, SOON), post(3)], [count(4)], LAPSE).lapsing == 1


def test_head_counts_inside_others_are_not_added_again() -> None:
    counts = [count(30, path="/1/2/"), count(100), count(7, TEACHER, "/1/2/"), count(5, path="/4/")]
    assert sorted(c.filled for c in topmost(counts)) == [5, 7, 100]


def test_topmost_paths() -> None:
    assert topmost_paths(["/2/9/", "/1/", "/1/3/", "/10/"]) == ["/1/", "/10/", "/2/9/"]


@pytest.mark.parametrize(
    ("posts", "counts", "heads_known", "state"),
    [
        ([post(1, LONG)], [count(3)], True, WorkplaceState.COVERED),
        ([post(1, LONG)], [], False, WorkplaceState.COVERED),
        ([post(1)], [count(3)], True, WorkplaceState.NOBODY),
        ([], [count(3)], True, WorkplaceState.NOBODY),
        ([post(1)], [], False, WorkplaceState.NOBODY),
        ([], [], False, WorkplaceState.NO_HEADCOUNT),
        ([], [], True, None),
        ([], [count(0)], True, None),
    ],
)
def test_states_of_a_workplace(posts, counts, heads_known: bool, state) -> None:
    assert workplace_state(tally(posts, counts, LAPSE), heads_known=heads_known) == state


def test_the_due_day_counts_from_the_later_of_requirement_and_post() -> None:
    assert due_on(date(2026, 4, 1), date(2020, 1, 1), 90) == date(2026, 6, 30)
    assert due_on(date(2026, 4, 1), date(2026, 9, 1), 90) == date(2026, 11, 30)


def test_a_due_day_never_leaves_the_calendar() -> None:
    assert due_on(date(9999, 10, 3), date(2020, 1, 1), 89) == date.max
    assert due_on(date(9999, 10, 3), date(2020, 1, 1), 90) == date.max
    assert due_on(date(2026, 4, 1), date(2020, 1, 1), 2**31 - 1) == date.max


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2026, 3, 31), date(2025, 4, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2027, 1, 5), date(2026, 4, 1)),
    ],
)
def test_the_secretariat_s_year_starts_in_april(day: date, start: date) -> None:
    assert reporting_year_start(day) == start
