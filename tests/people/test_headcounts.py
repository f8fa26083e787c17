"""Head-counts against rosters: differing numbers are told, to those who keep them."""

from datetime import date

import pytest
from django.test import Client

from foundation.audit.actors import SYSTEM
from people import actions
from people.headcounts import disagreements
from tests.factories.people import (
    make_agency,
    make_area,
    make_cadre,
    make_establishment,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def test_each_level_is_held_against_its_own_count() -> None:
    agency, area = make_agency("MOH"), make_area()
    full = make_workplace("full", "Full Clinic", agency, area)
    empty = make_workplace("empty", "Empty Clinic", agency, area)
    for _n in range(3):
        make_posting(workplace=full)
    make_posting(workplace=full, cadre=make_cadre("doctor"))
    make_establishment(workplace=full, funded=5, filled=2)
    make_establishment(workplace=empty, funded=5, filled=4)
    make_establishment(agency=agency, filled=3)
    make_establishment(agency=agency, area=area, filled=9)
    focal = make_user("focal", agency=agency)
    found = [(one.place, one.on_roster, one.filled) for one in disagreements(focal, DAY)]
    assert found == [
        ("Full Clinic", 3, 2),
        ("Agency MOH, St Thomas", 3, 9),
        ("Empty Clinic", 0, 4),
    ]
    make_establishment(workplace=full, funded=5, filled=3, counted_on=date(2026, 1, 1))
    assert len(disagreements(focal, DAY)) == 2
    assert disagreements(make_user("focal", agency=make_agency("JCF")), DAY) == []


def test_the_home_says_so() -> None:
    agency = make_agency("MOH")
    place = make_workplace("full", "Full Clinic", agency)
    make_posting(workplace=place)
    make_posting(workplace=place)
    focal = make_user("focal", agency=agency)
    client = Client()
    client.force_login(focal)
    assert "Head-counts that do not fit" not in client.get("/home/").content.decode()
    make_establishment(workplace=place, funded=1, filled=1)
    page = client.get("/home/").content.decode()
    assert "Head-counts that do not fit" in page
    assert "Full Clinic, Nurse" in page
    assert "2 on the roster, 1 counted as filled" in page


def test_who_has_two_posts_is_one_person_at_each_level() -> None:
    """At one clinic by two records of one human being, and in the agency by two clinics."""
    agency, area = make_agency("MOH"), make_area()
    places = [make_workplace(name, name, agency, area) for name in ("one", "two")]
    record = make_staff_record(agency=agency)
    for place in places:
        make_posting(record, place)
    double = make_staff_record(agency=agency)
    actions.join_persons(by=SYSTEM, duplicate=double.person, canonical=record.person)
    make_posting(double, places[0])
    for place in places:
        make_establishment(workplace=place, filled=1)
    make_establishment(agency=agency, filled=1)
    make_establishment(agency=agency, area=area, filled=1)
    focal = make_user("focal", agency=agency)
    assert disagreements(focal, DAY) == []
    make_posting(workplace=places[1])
    found = {(one.place, one.on_roster) for one in disagreements(focal, DAY)}
    assert found == {("two", 2), ("Agency MOH", 2), ("Agency MOH, St Thomas", 2)}


def test_a_count_is_held_against_the_roster_of_its_day() -> None:
    place = make_workplace("full", "Full Clinic", make_agency("MOH"))
    gone, later = make_posting(workplace=place), date(2026, 3, 1)
    make_establishment(workplace=place, filled=1, counted_on=date(2026, 1, 1))
    actions.close_posting(by=SYSTEM, posting=gone, ends_on=date(2026, 2, 1))
    focal = make_user("focal", agency=place.agency)
    assert disagreements(focal, DAY) == []
    make_establishment(workplace=place, filled=1, counted_on=later)
    assert [(one.on_roster, one.counted_on) for one in disagreements(focal, DAY)] == [(0, later)]


def test_levels_cost_no_queries_of_their_own(django_assert_num_queries) -> None:
    agency = make_agency("MOH")
    focal = make_user("focal", agency=agency)
    for n in range(2):
        make_posting(workplace=(place := make_workplace(f"p{n}", f"P{n}", agency)))
        make_establishment(workplace=place, filled=3)
    focal = type(focal).objects.get(pk=focal.pk)
    disagreements(focal, DAY)
    with django_assert_num_queries(3):
        disagreements(focal, DAY)
    for n in range(2, 6):
        make_posting(workplace=(place := make_workplace(f"p{n}", f"P{n}", agency)))
        make_establishment(workplace=place, filled=3)
    with django_assert_num_queries(3):
        disagreements(focal, DAY)
