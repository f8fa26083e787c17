"""Coverage on a day, out of the register, the rosters and the head-counts."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coverage.models import Requirement
from coverage.queries import coverage_on, workplace_standing
from coverage.report import Report
from coverage.rules import WorkplaceState
from foundation.audit.actors import SYSTEM
from people import actions
from people.models import Agency, Area, Person
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.coverage import make_requirement
from tests.factories.people import (
    make_agency,
    make_area,
    make_cadre,
    make_establishment,
    make_person,
    make_posting,
    make_staff_record,
    make_workplace,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture
def clinic():
    """A clinic of SERHA, under RHA, in St Thomas, with four nurses counted at every level."""
    above = make_agency("RHA")
    agency = make_agency("SERHA", parent=above)
    workplace = make_workplace("hill-top", agency=agency, area=make_area())
    make_establishment(agency=above, filled=40, funded=50)
    make_establishment(agency=agency, filled=20, funded=25)
    make_establishment(agency=agency, area=make_area(), filled=10, funded=10)
    make_establishment(workplace=workplace, filled=4)
    return workplace


def post_somebody(workplace, *, person: Person | None = None, cadre: str = "nurse"):
    """A posting; staff numbers are the factory's."""
    record = make_staff_record(person=person, agency=workplace.agency)
    return make_posting(record, workplace, make_cadre(cadre))


def report(requirement: Requirement, day: date = DAY, **narrowed: str) -> Report:
    return coverage_on(requirement, day, Agency.objects.all(), **narrowed)


def shares(lines) -> dict[str, tuple[int, int | None]]:
    return {line.code: (line.tally.certified, line.tally.filled) for line in lines}


@pytest.fixture
def requirement(clinic) -> Requirement:
    return make_requirement(agencies=[make_agency("RHA")])


def test_one_pass_turns_the_workplace_covered_and_moves_each_level(requirement, clinic) -> None:
    person = post_somebody(clinic).staff_record.person
    before = report(requirement)
    assert before.workplaces[0].state is WorkplaceState.NOBODY
    assert before.nobody == 1
    make_certificate(person)
    after = report(requirement)
    assert after.workplaces[0].state is WorkplaceState.COVERED
    assert after.nobody == 0
    assert (after.total.certified, after.total.filled) == (1, 40)
    assert shares(after.agencies) == {"SERHA": (1, 20)}
    assert shares(after.parishes) == {"st-thomas": (1, 10)}
    assert shares(after.workplaces) == {"hill-top": (1, 4)}
    assert before.total.certified == 0


def test_a_certificate_of_another_programme_does_not_count(requirement, clinic) -> None:
    from tests.factories.certificates import make_edition, make_programme

    other = make_programme("other", make_edition("other"))
    make_certificate(post_somebody(clinic).staff_record.person, other)
    assert report(requirement).total.certified == 0


def test_a_cadre_that_is_not_required_does_not_count(requirement, clinic) -> None:
    make_certificate(post_somebody(clinic, cadre="doctor").staff_record.person)
    assert report(requirement).total.certified == 0


def test_the_past_is_counted_as_it_was(requirement, clinic) -> None:
    posting = post_somebody(clinic)
    make_certificate(posting.staff_record.person)
    actions.close_posting(by=SYSTEM, posting=posting, ends_on=date(2026, 10, 31))
    issued = ISSUED.date()
    certified = [
        report(requirement, day).total.certified
        for day in [issued - timedelta(days=1), issued, date(2026, 10, 31), date(2026, 11, 1)]
    ]
    assert certified == [0, 1, 1, 0]


def test_the_newest_head_count_up_to_the_day_counts(requirement, clinic) -> None:
    make_establishment(workplace=clinic, filled=6, funded=6, counted_on=date(2026, 11, 1))
    filled = [
        report(requirement, day).workplaces[0].tally.filled
        for day in [date(2026, 10, 31), date(2026, 11, 1), DAY]
    ]
    assert filled == [4, 6, 6]


def test_an_expired_certificate_counts_no_more(requirement, clinic) -> None:
    make_certificate(post_somebody(clinic).staff_record.person)
    assert report(requirement, date(2027, 10, 2)).total.certified == 1
    assert report(requirement, date(2027, 10, 3)).total.certified == 0


def test_who_lapses_within_90_days(requirement, clinic) -> None:
    make_certificate(post_somebody(clinic).staff_record.person)
    assert report(requirement, date(2027, 7, 3)).total.lapsing == 0
    assert report(requirement, date(2027, 7, 5)).total.lapsing == 1


def test_a_person_with_two_postings_counts_once_at_each_level(requirement, clinic) -> None:
    second = make_workplace("second", agency=clinic.agency, area=clinic.area)
    make_establishment(workplace=second, filled=2, funded=2)
    posting = post_somebody(clinic)
    make_posting(posting.staff_record, second)
    make_certificate(posting.staff_record.person)
    made = report(requirement)
    assert shares(made.workplaces) == {"hill-top": (1, 4), "second": (1, 2)}
    assert shares(made.parishes) == {"st-thomas": (1, 10)}
    assert made.total.certified == 1


def test_joined_persons_count_as_one(requirement, clinic) -> None:
    person = make_person()
    duplicate = make_person()
    post_somebody(clinic, person=person)
    post_somebody(clinic, person=duplicate)
    make_certificate(duplicate)
    Person.objects.filter(pk=duplicate.pk).update(same_as=person)
    made = report(requirement)
    assert (made.total.certified, made.total.roster) == (1, 1)


def test_a_level_without_a_head_count_is_never_summed_from_below(clinic) -> None:
    school = make_workplace("school", agency=make_agency("MOE"), area=clinic.area)
    make_establishment(workplace=school, filled=9, funded=9)
    requirement = make_requirement(agencies=[make_agency("RHA"), make_agency("MOE")])
    made = report(requirement)
    assert shares(made.agencies) == {"RHA": (0, 40), "MOE": (0, None)}
    assert made.total.filled == 40
    assert made.without == ["Agency MOE"]
    assert shares(made.workplaces)["school"] == (0, 9)


def test_in_a_parish_an_agency_that_is_not_there_is_not_missed(clinic) -> None:
    make_workplace("school", agency=make_agency("MOE"), area=clinic.area)
    make_workplace("far-station", agency=make_agency("JCF"), area=make_area("portland", "Portland"))
    agencies = [make_agency(code) for code in ("RHA", "MOE", "JCF")]
    made = report(make_requirement(agencies=agencies), parish="st-thomas")
    assert made.without == ["Agency MOE"]
    assert {line.code for line in made.agencies} == {"RHA", "MOE"}


def test_a_workplace_nobody_counted_says_so(requirement, clinic) -> None:
    make_workplace("unknown", agency=clinic.agency, area=clinic.area)
    states = {line.code: line.state for line in report(requirement).workplaces}
    assert states["unknown"] is WorkplaceState.NO_HEADCOUNT


def test_a_workplace_of_other_cadres_only_is_not_asked(requirement, clinic) -> None:
    office = make_workplace("office", agency=clinic.agency, area=clinic.area)
    make_establishment(workplace=office, cadre=make_cadre("doctor"), filled=3)
    assert "office" not in {line.code for line in report(requirement).workplaces}


def test_focal_persons_see_their_own_part(requirement, clinic) -> None:
    make_workplace("elsewhere", agency=make_agency("NERHA", parent=make_agency("RHA")))
    seen = coverage_on(requirement, DAY, [clinic.agency])
    assert (seen.total.filled, [line.code for line in seen.workplaces]) == (20, ["hill-top"])


def test_narrowing_to_an_agency_or_a_parish(requirement, clinic) -> None:
    other = make_area("portland", "Portland", Area.Kind.PARISH)
    make_workplace("far", agency=clinic.agency, area=other)
    make_certificate(post_somebody(clinic).staff_record.person)
    by_agency = report(requirement, agency="SERHA")
    assert (by_agency.total.certified, by_agency.total.filled) == (1, 20)
    assert {line.code for line in by_agency.workplaces} == {"hill-top", "far"}
    by_parish = report(requirement, parish="st-thomas")
    assert (by_parish.total.certified, by_parish.total.filled) == (1, 10)
    assert [line.code for line in by_parish.workplaces] == ["hill-top"]
    assert report(requirement, parish="portland").total.filled is None


def test_a_clinic_in_a_town_belongs_to_its_parish(requirement, clinic) -> None:
    town = make_area("morant-bay", "Morant Bay", Area.Kind.PARISH, parent=make_area())
    Area.objects.filter(pk=town.pk).update(kind="region")
    make_certificate(
        post_somebody(make_workplace("town", agency=clinic.agency, area=town)).staff_record.person
    )
    assert shares(report(requirement).parishes) == {"st-thomas": (1, 10)}


def test_most_missing_come_first_and_unknown_last(requirement, clinic) -> None:
    for code, filled in [("big", 30), ("small", 1)]:
        place = make_workplace(code, agency=clinic.agency, area=clinic.area)
        make_establishment(workplace=place, filled=filled, funded=filled)
    make_workplace("uncounted", agency=clinic.agency, area=clinic.area)
    assert [line.code for line in report(requirement).workplaces] == [
        "big",
        "hill-top",
        "small",
        "uncounted",
    ]


def test_the_cost_does_not_grow(requirement, clinic) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            report(requirement)
        return len(seen)

    before = cost()
    for number in range(8):
        place = make_workplace(f"more-{number}", agency=clinic.agency, area=clinic.area)
        make_establishment(workplace=place)
        make_certificate(post_somebody(place).staff_record.person)
    assert report(requirement).total.certified == 8
    assert cost() == before <= 9


def test_a_workplace_s_standing_for_its_people(requirement, clinic) -> None:
    before = workplace_standing(clinic, DAY)
    assert (before.certified, before.filled, before.is_covered) == (0, 4, False)
    make_certificate(post_somebody(clinic).staff_record.person)
    with CaptureQueriesContext(connection) as seen:
        after = workplace_standing(clinic, DAY)
    assert (after.certified, after.filled, after.is_covered) == (1, 4, True)
    assert len(seen) <= 5
    elsewhere = make_workplace("elsewhere", agency=make_agency("JCF"))
    assert workplace_standing(elsewhere, DAY) is None
