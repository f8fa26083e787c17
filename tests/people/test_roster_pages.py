"""The roster page: own people only, found by name, number, workplace and post."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.audit.actors import SYSTEM
from people import actions
from people.models import User
from tests.factories.people import (
    make_agency,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def serving(name: str, code: str, cadre: str = "nurse", number: str = "") -> None:
    record = make_staff_record(make_person(name), make_agency(code), number=number)
    workplace = make_workplace(agency=make_agency(code), name=f"Clinic of {name}")
    make_posting(record, workplace, make_cadre(cadre))


@pytest.fixture
def focal() -> User:
    serving("Alva Reid", "MOE", number="A1111")
    serving("Bevon Shaw", "MOE", cadre="teacher", number="B2222")
    serving("Carla Dunn", "JCF")
    return make_user("focal", agency=make_agency("MOE"))


def names_in(page: bytes) -> set[str]:
    everyone = {"Alva Reid", "Bevon Shaw", "Carla Dunn"}
    table = page.decode().partition("<tbody")[2]
    return {name for name in everyone if f">{name}</a>" in table}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Alva Reid", "Bevon Shaw"}),
        ("q=bevon", {"Bevon Shaw"}),
        ("q=shaw bevon", {"Bevon Shaw"}),
        ("q=a1111", {"Alva Reid"}),
        ("q=carla", set()),
    ],
)
def test_own_people_are_found(focal: User, query: str, found: set[str]) -> None:
    assert names_in(signed_in(focal).get(f"/people/?{query}").content) == found


def test_filters_by_workplace_and_post(focal: User) -> None:
    client = signed_in(focal)
    teacher = make_cadre("teacher").pk
    assert names_in(client.get(f"/people/?cadre={teacher}").content) == {"Bevon Shaw"}
    own = make_agency("MOE").workplaces.get(name="Clinic of Alva Reid").pk
    assert names_in(client.get(f"/people/?workplace={own}").content) == {"Alva Reid"}
    foreign = make_agency("JCF").workplaces.get().pk
    assert client.get(f"/people/?workplace={foreign}").status_code == 404


def test_a_person_page_shows_service_and_is_not_there_for_others(focal: User) -> None:
    client = signed_in(focal)
    record = make_staff_record(make_person("Dian Ellis"), make_agency("MOE"), number="D4444")
    old = make_posting(record, starts_on=date(2024, 1, 1))
    actions.transfer(
        by=SYSTEM,
        posting=old,
        workplace=make_workplace(agency=record.agency, name="Second Clinic"),
        cadre=old.cadre,
        on=date(2025, 1, 1),
    )
    page = client.get(f"/people/{record.person.uuid}/").content.decode()
    assert "MOE/D4444" in page
    assert "Second Clinic, Nurse" in page
    assert "since 1 January 2025" in page
    assert "1 January 2024 to 31 December 2024" in page
    foreign = make_staff_record(make_person("Far Away"), make_agency("JCF"))
    assert client.get(f"/people/{foreign.person.uuid}/").status_code == 404


def test_who_has_a_roster(focal: User) -> None:
    assert signed_in(focal).get("/people/").status_code == 200
    for role in (None, "trainer", "specialist", "secretariat"):
        assert signed_in(make_user(role)).get("/people/").status_code == 404
    assert Client().get("/people/")["Location"] == "/accounts/login/?next=/people/"
    assert names_in(signed_in(make_user("admin")).get("/people/").content) == {
        "Alva Reid",
        "Bevon Shaw",
        "Carla Dunn",
    }


def test_a_supervisor_sees_who_serves_at_the_workplace(focal: User) -> None:
    workplace = make_agency("JCF").workplaces.get()
    supervisor = make_user("supervisor", workplace=workplace)
    assert names_in(signed_in(supervisor).get("/people/").content) == {"Carla Dunn"}


def test_the_list_costs_the_same_at_any_length(focal: User) -> None:
    client = signed_in(focal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/people/").status_code == 200
        return len(captured)

    few = cost()
    for number in range(30):
        serving(f"Person {number}", "MOE")
    assert cost() == few
    assert few <= 17


def test_long_rosters_are_paged_and_keep_the_search(focal: User) -> None:
    for number in range(60):
        make_staff_record(make_person(f"Zed {number:02d}"), make_agency("MOE"))
    client = signed_in(focal)
    first = client.get("/people/?q=zed").content.decode()
    assert "60 people" in first
    assert "?q=zed&amp;page=2" in first
    assert "Zed 59" not in first
    assert "Zed 59" in client.get("/people/?q=zed&page=2").content.decode()


def test_the_page_says_that_few_letters_find_whole_names_only(
    focal: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_staff_record(make_person("B Grant"), make_agency("MOE"))
    client = signed_in(focal)
    told = "Type a third letter"
    page = client.get("/people/?q=b").content
    assert names_in(page) == {"Bevon Shaw"}
    assert told not in page.decode()
    monkeypatch.setattr("people.search.MOST_FOR_FEW_LETTERS", 1)
    page = client.get("/people/?q=b").content
    assert names_in(page) == set()
    assert ">B Grant</a>" in page.decode()
    assert told in page.decode()
