"""Head-counts from a file: recorded, corrected, repeated, taken back."""

import datetime as dt

import pytest

from people.imports.models import FileImport
from people.models import Agency, Establishment
from tests.factories.people import make_agency, make_area, make_cadre, make_workplace
from tests.people.imports.sheets import apply, problems, reverse, send, verdicts

pytestmark = pytest.mark.django_db
HEADER = "Unit;Parish;Workplace;Post;Counted on;Funded;Filled"
WHOLE = ";;;Nurse;1/11/2026;40;35"
PARISH = ";St Thomas;;Nurse;1/11/2026;12;10"
PLACE = ";;Hill Top Clinic;Nurse;;5.0;4"


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency, make_area())
    return agency


def counted(file_rows: tuple[str, ...], agency: Agency) -> FileImport:
    return send(agency, *file_rows, header=HEADER, kind="headcount", as_of=dt.date(2026, 11, 2))


def filled() -> list[tuple[str | None, str | None, str, int, int]]:
    rows = Establishment.objects.order_by("pk").values_list(
        "area__code", "workplace__code", "counted_on", "funded", "filled"
    )
    return [(area, place, day.isoformat(), funded, n) for area, place, day, funded, n in rows]


def test_counts_of_every_level_are_recorded(agency: Agency) -> None:
    file = counted((WHOLE, PARISH, PLACE), agency)
    assert verdicts(file) == [(2, "new"), (3, "new"), (4, "new")]
    assert filled() == []
    apply(file)
    assert filled() == [
        (None, None, "2026-11-01", 40, 35),
        ("st-thomas", None, "2026-11-01", 12, 10),
        (None, "hill-top", "2026-11-02", 5, 4),
    ]
    again = counted((WHOLE, PARISH, PLACE), agency)
    assert verdicts(again) == [(2, "unchanged"), (3, "unchanged"), (4, "unchanged")]


def test_a_wrong_count_is_superseded_and_given_back_by_reversal(agency: Agency) -> None:
    apply(counted((WHOLE, PARISH), agency))
    before = filled()
    file = counted((WHOLE.replace("35", "36"), PLACE), agency)
    assert verdicts(file) == [(2, "changed"), (3, "new")]
    apply(file)
    assert (None, None, "2026-11-01", 40, 36) in filled()
    reverse(file)
    assert sorted(map(str, filled())) == sorted(map(str, before))
    assert Establishment.with_superseded.count() == 6
    apply(counted((PLACE,), agency))
    assert (None, "hill-top", "2026-11-02", 5, 4) in filled()


def test_what_is_wrong_with_a_count(agency: Agency) -> None:
    file = counted(
        (WHOLE, WHOLE, WHOLE.replace("35", "30"), ";;;Nurse;1/11/2026;-1;many", ";;;;;1;"), agency
    )
    assert verdicts(file)[:3] == [(2, "new"), (3, "duplicate"), (4, "error")]
    assert problems(file) == [
        (4, "filled", "contradicts", "2"),
        (5, "funded", "count", "-1"),
        (5, "filled", "count", "many"),
        (6, "cadre", "empty", ""),
        (6, "filled", "empty", ""),
    ]
