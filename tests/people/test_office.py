"""The back office: who gets in, what each role finds there, and that saving goes through actions."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from people import actions
from people.models import (
    Agency,
    Establishment,
    Person,
    Posting,
    RoleAssignment,
    StaffRecord,
    User,
)
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_area,
    make_cadre,
    make_establishment,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
LISTS = ["agency", "area", "workplace", "cadre", "establishment", "roster", "roles"]


def office(role: str, **scope: object) -> Client:
    client = Client()
    client.force_login(make_user(role, **scope))
    return client


def form_errors(client: Client, address: str, data: dict[str, object]) -> str:
    response = client.post(address, data)
    assert response.status_code == 200, response.headers
    return response.content.decode()


def test_strangers_are_sent_to_the_one_sign_in_page(client: Client) -> None:
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_sign_in_pages_are_closed(client: Client, address: str) -> None:
    person = make_person()
    make_staff_record(person, make_agency("MOE"), number="12345")
    make_user("admin", person=person, email="a@clinic.example")
    assert client.get(address)["Location"].startswith("/accounts/login/?next=")
    for name in ("MOE/12345", "a@clinic.example"):
        client.post(address, {"username": name, "password": PASSWORD})
        assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", {"login": "MOE/12345", "password": PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("role", [None, "focal", "supervisor"])
def test_signed_in_without_work_there_is_refused(role: str | None) -> None:
    scope = {
        "focal": {"agency": make_agency()},
        "supervisor": {"workplace": make_workplace()},
    }.get(role or "", {})
    client = Client()
    client.force_login(make_user(role, **scope))
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/people/agency/").status_code == 403
    assert office("secretariat").get("/admin/").status_code == 200


@pytest.mark.parametrize("role", ["secretariat", "admin"])
@pytest.mark.parametrize("name", LISTS)
def test_lists_and_forms_open(role: str, name: str) -> None:
    client = office(role)
    make_establishment(workplace=make_posting().workplace)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_roles_without_people_work_find_none_of_it(name: str) -> None:
    client = office("specialist")
    home = client.get("/admin/")
    assert home.status_code == 200
    assert "/admin/people/" not in home.content.decode()
    for door in ("index", "add"):
        assert client.get(reverse(f"{name}:{door}"))["Location"] == "/admin/"
    assert office("secretariat").get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("role", ["secretariat", "admin"])
@pytest.mark.parametrize(
    "address",
    ["/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/groups/new/", "/admin/sites/"],
)
def test_wagtails_users_groups_and_sites_are_closed(role: str, address: str) -> None:
    client = office(role)
    assert client.get("/admin/").status_code == 200
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_preferences_hold_no_name_address_or_password() -> None:
    page = office("admin").get("/admin/account/").content.decode()
    assert "first_name" not in page
    assert "password" not in page
    assert "theme" in page


def test_adding_an_agency_is_the_action_with_its_audit_row() -> None:
    client = office("secretariat")
    parent = make_agency("MOE")
    data = {"code": "moe-r1", "name": "Region One", "parent": parent.pk}
    assert client.post(reverse("agency:add"), data).status_code == 302
    agency = Agency.objects.get(code="MOE-R1")
    assert agency.path == f"{parent.path}{agency.pk}/"
    row = AuditRow.objects.latest("pk")
    assert (row.verb, row.object_id) == ("people.agency_added", str(agency.pk))
    page = form_errors(client, reverse("agency:add"), {**data, "name": "Again"})
    assert "is taken" in page


def test_what_exists_is_renamed_and_keeps_its_code() -> None:
    client, area = office("secretariat"), make_area("hanover", "Hanover")
    client.post(reverse("area:edit", args=[area.pk]), {"name": "Hanover Parish", "code": "x"})
    area.refresh_from_db()
    assert (area.name, area.code) == ("Hanover Parish", "hanover")
    assert AuditRow.objects.latest("pk").verb == "people.area_renamed"


def test_head_counts_are_added_and_never_edited() -> None:
    client, agency, cadre = office("secretariat"), make_agency(), make_cadre()
    data = {
        "agency": agency.pk,
        "cadre": cadre.pk,
        "counted_on": "2026-04-01",
        "funded": 9,
        "filled": 7,
    }
    assert client.post(reverse("establishment:add"), data).status_code == 302
    counted = Establishment.objects.get()
    edit = reverse("establishment:edit", args=[counted.pk])
    assert client.get(edit).status_code in {302, 404}
    assert client.post(edit, {**data, "filled": 1}).status_code in {302, 404}
    counted.refresh_from_db()
    assert counted.filled == 7
    assert form_errors(client, reverse("establishment:add"), {**data, "filled": 8})
    assert Establishment.objects.count() == 1


def roster_data(**changes: object) -> dict[str, object]:
    workplace = make_workplace(agency=make_agency("SERHA"))
    return {
        "legal_name": "Zoe Grant",
        "call_name": "",
        "sex": "female",
        "language": "en",
        "agency": workplace.agency.pk,
        "number": "zg 1001",
        "email": "",
        "workplace": workplace.pk,
        "cadre": make_cadre().pk,
        "starts_on": "2026-02-01",
        **changes,
    }


def test_a_person_is_put_on_a_roster_and_posted_at_once() -> None:
    client = office("admin")
    assert client.post(reverse("roster:add"), roster_data()).status_code == 302
    record = StaffRecord.objects.get(number="ZG1001")
    assert record.person.legal_name == "Zoe Grant"
    assert record.postings.get().starts_on == date(2026, 2, 1)


def test_nothing_is_kept_of_a_person_whose_roster_row_is_refused() -> None:
    client = office("admin")
    foreign = make_workplace(agency=make_agency("JCF"))
    page = form_errors(client, reverse("roster:add"), roster_data(workplace=foreign.pk))
    assert "belongs to another agency" in page
    assert not Person.objects.filter(legal_name="Zoe Grant").exists()
    assert client.post(reverse("roster:add"), roster_data()).status_code == 302


def test_a_person_is_corrected_and_moved() -> None:
    client, old = office("admin"), make_posting(starts_on=date(2024, 1, 1))
    target = make_workplace(agency=old.staff_record.agency)
    edit = reverse("roster:edit", args=[old.staff_record.pk])
    data = {"legal_name": "Marva Brown-Grant", "call_name": "", "sex": "female", "language": "en"}
    assert client.post(edit, data).status_code == 302
    assert Posting.objects.count() == 1
    old.staff_record.person.refresh_from_db()
    assert old.staff_record.person.legal_name == "Marva Brown-Grant"
    half = form_errors(client, edit, {**data, "workplace": target.pk})
    assert "give the workplace, the post and the day" in half
    move = {"workplace": target.pk, "cadre": old.cadre.pk, "starts_on": "2026-01-01"}
    assert client.post(edit, {**data, **move}).status_code == 302
    old.refresh_from_db()
    assert old.ends_on == date(2025, 12, 31)
    assert Posting.objects.get(ends_on__isnull=True).workplace == target


def test_names_stay_hidden_from_the_secretariat_without_the_permission() -> None:
    record = make_posting(make_staff_record(make_person("Hidden Name"))).staff_record
    user = make_user("secretariat")
    client = Client()
    client.force_login(user)
    index, edit = reverse("roster:index"), reverse("roster:edit", args=[record.pk])
    assert "Hidden Name" not in client.get(index).content.decode()
    assert client.get(edit).status_code == 404
    actions.let_see_names(by=SYSTEM, user=user, allowed=True)
    assert "Hidden Name" in client.get(index).content.decode()
    assert client.get(edit).status_code == 200


def test_a_role_is_given_by_sign_in_name_and_ended() -> None:
    client = office("admin")
    person, agency = make_person("Focal Person"), make_agency("MOE")
    make_staff_record(person, agency, number="44444")
    user = make_user(person=person)
    data = {"login": "moe/44444", "role": "focal", "agency": agency.pk, "starts_on": "2026-01-01"}
    assert (
        "focal person" in form_errors(client, reverse("roles:add"), {**data, "agency": ""}).lower()
    )
    assert "Nobody signs in" in form_errors(
        client, reverse("roles:add"), {**data, "login": "moe/99999"}
    )
    assert client.post(reverse("roles:add"), data).status_code == 302
    given = RoleAssignment.objects.get(user=user)
    assert user.groups.get().name == "focal"
    edit = reverse("roles:edit", args=[given.pk])
    assert "before it began" in form_errors(client, edit, {"ends_on": "2025-12-31"})
    assert client.post(edit, {"ends_on": "2026-03-31"}).status_code == 302
    assert not user.groups.exists()


def test_the_secretariat_makes_no_administrators() -> None:
    user = make_user(email="someone@clinic.example")
    data = {"login": "someone@clinic.example", "role": "admin", "starts_on": "2026-01-01"}
    page = form_errors(office("secretariat"), reverse("roles:add"), data)
    assert "You may not give this role here" in page
    assert not RoleAssignment.objects.filter(user=user).exists()
    assert office("admin").post(reverse("roles:add"), data).status_code == 302


def test_lists_are_searched_and_filtered() -> None:
    client = office("admin")
    make_posting(make_staff_record(make_person("Alva Reid"), make_agency("MOE"), number="11111"))
    make_posting(make_staff_record(make_person("Bevon Shaw"), make_agency("JCF"), number="22222"))

    def names(query: str) -> set[str]:
        page = client.get(f"{reverse('roster:index_results')}?{query}").content.decode()
        return {name for name in ("Alva Reid", "Bevon Shaw") if name in page}

    assert names("") == {"Alva Reid", "Bevon Shaw"}
    assert names("q=alva") == {"Alva Reid"}
    assert names("q=22222") == {"Bevon Shaw"}
    assert names(f"agency={make_agency('MOE').pk}") == {"Alva Reid"}


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_at_any_length(name: str) -> None:
    client = office("admin")

    def grow(number: int) -> None:
        agency = make_agency(f"AG{number}")
        workplace = make_workplace(
            agency=agency, area=make_area(f"area-{number}", f"Area {number}")
        )
        make_posting(workplace=workplace, cadre=make_cadre(f"cadre-{number}"))
        make_establishment(workplace=workplace, cadre=make_cadre(f"cadre-{number}"))
        make_user("focal", agency=agency)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"{name}:index")).status_code == 200
        return len(captured)

    grow(0)
    grow(1)
    few = cost()
    for number in range(2, 10):
        grow(number)
    assert cost() == few


@pytest.mark.parametrize("role", ["trainer", "specialist", "legal", "secretariat", "admin"])
def test_the_menu_holds_no_door_that_is_closed(role: str) -> None:
    """Every link of the menu opens for the role that sees it."""
    client = office(role)
    home = client.get("/admin/").content.decode()
    links = set(re.findall(r'"(?:url|href)": ?"(/admin/[^"]*)"', home))
    for link in links:
        response = client.get(link)
        assert response.status_code == 200, (link, response.status_code)


def test_nobody_is_ever_a_superuser() -> None:
    make_user("admin")
    assert not User.objects.filter(is_superuser=True).exists()
    with pytest.raises(IntegrityError):
        User.objects.update(is_superuser=True)
