"""The list of people without a sign-in: whose it is, what it finds, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.claims import actions
from people.claims.models import Invitation
from people.models import Posting, StaffRecord, User
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
PAGE = "/people/sign-ins/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names_in(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{PAGE}?{query}")
    assert page.status_code == 200
    return [row.name for row in page.context["rows"]]


@pytest.fixture
def roster(focal: User, nurse: StaffRecord) -> dict[str, StaffRecord]:
    """Marva is not invited, Alva has a slip, Bevon's has run out, Carla signs in."""
    records = {"marva": nurse}
    for name in ("Alva Reid", "Bevon Shaw", "Carla Dunn"):
        records[name.split()[0].lower()] = make_staff_record(make_person(name), nurse.agency)
    now = timezone.now()
    actions.make_slip(by=focal, staff_record=records["alva"], now=now)
    actions.make_slip(by=focal, staff_record=records["bevon"], now=now - timedelta(days=31))
    make_user(person=records["carla"].person)
    return records


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Alva Reid", "Bevon Shaw", "Marva Delphine Brown"]),
        ("q=shaw", ["Bevon Shaw"]),
        ("q=n1234", ["Marva Delphine Brown"]),
        ("state=none", ["Marva Delphine Brown"]),
        ("state=open", ["Alva Reid"]),
        ("state=over", ["Bevon Shaw"]),
        ("q=carla", []),
    ],
)
def test_who_cannot_sign_in_yet(
    focal: User, roster: dict[str, StaffRecord], query: str, found: list[str]
) -> None:
    assert names_in(signed_in(focal), query) == found


def test_by_workplace_and_never_by_another_agencys(
    focal: User, roster: dict[str, StaffRecord]
) -> None:
    own = Posting.objects.get(staff_record=roster["marva"]).workplace_id
    assert names_in(signed_in(focal), f"workplace={own}") == ["Marva Delphine Brown"]
    foreign = make_workplace(agency=make_agency("MOE")).pk
    assert signed_in(focal).get(f"{PAGE}?workplace={foreign}").status_code == 404


def test_locked_codes_are_shown(focal: User, roster: dict[str, StaffRecord]) -> None:
    Invitation.objects.update(tries=10)
    page = signed_in(focal).get(PAGE).content.decode()
    assert page.count("after too many tries") == 2


def test_who_has_the_page(focal: User, other_focal: User, roster: dict[str, StaffRecord]) -> None:
    assert names_in(signed_in(other_focal)) == []
    for role in (None, "trainer", "specialist"):
        assert signed_in(make_user(role)).get(PAGE).status_code == 404
    at = Posting.objects.get(staff_record=roster["marva"]).workplace
    assert signed_in(make_user("supervisor", workplace=at)).get(PAGE).status_code == 404
    # The Secretariat keeps rosters but sees names only with the extra permission.
    assert names_in(signed_in(make_user("secretariat"))) == []
    assert len(names_in(signed_in(make_user("admin")))) == 3
    assert Client().get(PAGE).status_code == 302


def test_nobody_ticked_is_said_and_nothing_is_made(
    focal: User, roster: dict[str, StaffRecord]
) -> None:
    before = Invitation.objects.count()
    page = signed_in(focal).post(f"{PAGE}invite/", {"do": "slips"})
    assert "Tick the people first" in page.content.decode()
    assert Invitation.objects.count() == before


def test_many_slips_at_once(focal: User, roster: dict[str, StaffRecord]) -> None:
    chosen = [record.pk for record in roster.values()]
    page = signed_in(focal).post(f"{PAGE}invite/", {"do": "slips", "chosen": chosen})
    # Carla signs in already, so she is none of those who may be chosen: nothing is made.
    assert page.context.get("slips") is None
    assert "no longer on this list" in page.content.decode()
    assert page.content.decode().count(" checked>") == 3
    chosen.remove(roster["carla"].pk)
    page = signed_in(focal).post(f"{PAGE}invite/", {"do": "slips", "chosen": chosen})
    assert len(page.context["slips"]) == 3
    assert len({slip.code for slip in page.context["slips"]}) == 3


def test_the_list_costs_the_same_at_any_length(focal: User, roster: dict[str, StaffRecord]) -> None:
    client = signed_in(focal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    few = cost()
    for number in range(30):
        record = make_staff_record(make_person(f"Person {number}"), make_agency("SERHA"))
        make_posting(record)
    assert cost() == few
    assert few <= 12


def test_long_lists_are_paged(focal: User, nurse: StaffRecord) -> None:
    for number in range(60):
        make_staff_record(make_person(f"Zed {number:02d}"), make_agency("SERHA"))
    client = signed_in(focal)
    assert len(names_in(client, "q=zed")) == 50
    assert len(names_in(client, "q=zed&page=2")) == 10
