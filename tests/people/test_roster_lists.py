"""Rosters narrowed by state, sorted, taken away as files, and reminded at most once a day."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Coalesce
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.notices.models import Notice
from people import actions, states
from people.models import Person, StaffRecord, User
from tests.factories.people import (
    make_agency,
    make_area,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def serving(name: str, *, account: bool = True, code: str = "MOE") -> StaffRecord:
    record = make_staff_record(make_person(name), make_agency(code))
    make_posting(record, make_workplace(name="Clinic", agency=record.agency))
    if account:
        make_user(person=record.person)
    return record


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Persons of whom a room says that something waits for them."""
    waiting: set[int] = set()

    def persons(day: date) -> object:
        rows = Person.objects.filter(pk__in=waiting).annotate(
            canonical=Coalesce("same_as_id", "pk")
        )
        return rows.values_list("canonical", flat=True)

    state = states.PersonState("waiting", "Waiting", "Waiting", "due", persons, asks=True)
    monkeypatch.setattr(states, "_registered", {"waiting": state})
    return waiting


@pytest.fixture
def focal() -> User:
    return make_user("focal", agency=make_agency("MOE"))


def names(client: Client, query: str) -> list[str]:
    page = client.get(f"/people/?{query}")
    assert page.status_code == 200
    return [row.name for row in page.context["rows"]]


def test_lists_by_state(focal: User, asked: set[int]) -> None:
    client = signed_in(focal)
    left, exempt, bare, due = (
        serving("Lena Left"),
        serving("Eva Exempt"),
        serving("Bea Bare", account=False),
        serving("Dora Due"),
    )
    serving("Fay Foreign", code="JCF")
    asked.add(due.person.pk)
    actions.leave(by=SYSTEM, staff_record=left, last_day=today() - timedelta(1), now=timezone.now())
    actions.exempt(
        by=SYSTEM, staff_record=exempt, reason="study", starts_on=today(), ends_on=today()
    )
    here = ["Bea Bare", "Dora Due", "Eva Exempt"]
    assert names(client, "") == here
    assert names(client, "state=left") == ["Lena Left"]
    assert names(client, "state=exempt") == ["Eva Exempt"]
    assert names(client, "state=no_sign_in") == ["Bea Bare"]
    assert names(client, "state=waiting") == ["Dora Due"]
    assert names(client, "state=all") == [*here, "Lena Left"]
    place = left.postings.get().workplace
    assert names(client, f"state=left&workplace={place.pk}") == ["Lena Left"]
    assert client.get("/people/?state=nonsense").status_code == 404
    assert bare.person.legal_name in names(client, "sort=newest")


def test_states_follow_a_joined_person(focal: User, asked: set[int]) -> None:
    record, canonical = serving("Ann Twice", account=False), make_person("Ann Twice")
    actions.join_persons(by=SYSTEM, duplicate=record.person, canonical=canonical)
    asked.add(canonical.pk)
    assert names(signed_in(focal), "state=waiting") == ["Ann Twice"]


def test_lists_by_parish_and_in_order(focal: User) -> None:
    client = signed_in(focal)
    first = make_staff_record(make_person("Zed First"), make_agency("MOE"), number="A1001")
    second = make_staff_record(make_person("Amy Second"), make_agency("MOE"), number="A1002")
    parish = make_area("portland", "Portland")
    make_posting(first, make_workplace(agency=make_agency("MOE"), area=parish))
    make_posting(second, make_workplace(agency=make_agency("MOE")))
    assert names(client, f"parish={parish.pk}") == ["Zed First"]
    assert names(client, "") == ["Amy Second", "Zed First"]
    assert names(client, "sort=number") == ["Zed First", "Amy Second"]
    assert names(client, "sort=newest") == ["Amy Second", "Zed First"]
    foreign = make_area("hanover", "Hanover")
    make_workplace(agency=make_agency("JCF"), area=foreign)
    assert client.get(f"/people/?parish={foreign.pk}").status_code == 404


def test_reminding_shows_counts_first_and_tells_each_person_once_a_day(
    focal: User, asked: set[int]
) -> None:
    client = signed_in(focal)
    due, idle, bare, away = (
        serving("Dora Due"),
        serving("Ida Idle"),
        serving("Bea Bare", account=False),
        serving("Eva Exempt"),
    )
    asked |= {one.person.pk for one in (due, bare, away)}
    actions.exempt(by=SYSTEM, staff_record=away, reason="study", starts_on=today(), ends_on=today())
    everybody = {"record": [one.pk for one in (due, idle, bare, away)], "query": ""}

    shown = client.post("/people/remind/", everybody)
    plan = shown.context["plan"]
    assert [record for record, _user in plan.reached] == [due]
    assert (plan.nothing_due, plan.no_sign_in, plan.exempt, plan.today_already) == (1, 1, 1, 0)
    assert not Notice.objects.exists()

    confirmed = {**everybody, "confirm": "1"}
    assert client.post("/people/remind/", confirmed).status_code == 302
    client.post("/people/remind/", confirmed)
    notice = Notice.objects.get()
    assert notice.recipient == User.objects.get(person=due.person)
    assert AuditRow.objects.filter(verb="people.reminded").count() == 1
    again = client.post("/people/remind/", {"all": "1", "query": ""}).context["plan"]
    assert (again.reached, again.today_already) == ([], 1)


def test_reminding_reaches_only_whom_the_list_shows(focal: User, asked: set[int]) -> None:
    own, foreign = serving("Dora Due"), serving("Fay Foreign", code="JCF")
    asked |= {own.person.pk, foreign.person.pk}
    chosen = {"record": [own.pk, foreign.pk], "query": "", "confirm": "1"}
    for other in (make_user(), make_user("trainer")):
        assert signed_in(other).post("/people/remind/", chosen).status_code == 404
    client = signed_in(focal)
    client.post("/people/remind/", {**chosen, "query": "q=nobody"})
    assert not Notice.objects.exists()
    client.post("/people/remind/", chosen)
    assert [n.recipient.person for n in Notice.objects.all()] == [own.person]


def test_a_supervisor_reminds_the_own_workplace(asked: set[int]) -> None:
    own, other = serving("Dora Due"), serving("Olga Other")
    asked |= {own.person.pk, other.person.pk}
    client = signed_in(make_user("supervisor", workplace=own.postings.get().workplace))
    client.post("/people/remind/", {"all": "1", "query": "", "confirm": "1"})
    assert [n.recipient.person for n in Notice.objects.all()] == [own.person]


def test_nothing_ticked_reminds_nobody(focal: User, asked: set[int]) -> None:
    asked.add(serving("Dora Due").person.pk)
    answer = signed_in(focal).post("/people/remind/", {"query": "sort=name", "confirm": "1"})
    assert answer["Location"] == "/people/?sort=name"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_holds_exactly_the_list(focal: User, kind: str) -> None:
    serving("Dora Dangerous")
    Person.objects.filter(legal_name="Dora Dangerous").update(legal_name="=1+1 Dora")
    serving("Other Person")
    serving("Fay Foreign", code="JCF")
    client = signed_in(focal)
    answer = client.post("/people/export/", {"query": "q=dora", "format": kind})
    content = answer.getvalue()
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[1][0] == "'=1+1 Dora"
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        cell = sheet["A2"]
        assert (cell.value, cell.data_type) == ("=1+1 Dora", "s")
        rows = [[cell.value for cell in row] for row in sheet]
    assert len(rows) == 2
    assert rows[1][2] == "Agency MOE"
    row = AuditRow.objects.get(verb="people.roster_exported")
    assert row.data == {"rows": 1, "format": kind}


def test_who_takes_a_roster_away(focal: User) -> None:
    record = serving("Dora Due")
    supervisor = make_user("supervisor", workplace=record.postings.get().workplace)
    wanted = {"query": "", "format": "csv"}
    for other in (supervisor, make_user(), make_user("secretariat")):
        assert signed_in(other).post("/people/export/", wanted).status_code == 404
    assert signed_in(focal).post("/people/export/", wanted).status_code == 200
    assert signed_in(focal).get("/people/export/").status_code == 405
    foreign = make_workplace(agency=make_agency("JCF"))
    named = {"query": f"workplace={foreign.pk}"}
    assert signed_in(focal).post("/people/export/", named).status_code == 404


def test_the_file_costs_the_same_for_more_people(focal: User) -> None:
    client = signed_in(focal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post("/people/export/", {"query": "", "format": "csv"}).getvalue()
        return len(captured)

    serving("First Person")
    few = cost()
    for number in range(20):
        serving(f"Person {number}")
    assert cost() == few


def test_planning_a_reminder_costs_the_same_for_more_people(focal: User, asked: set[int]) -> None:
    client = signed_in(focal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post("/people/remind/", {"all": "1", "query": ""})
        return len(captured)

    asked.add(serving("First Person").person.pk)
    few = cost()
    for number in range(20):
        asked.add(serving(f"Person {number}").person.pk)
    assert cost() == few


def test_suggestions_are_of_ones_own_people_here(focal: User) -> None:
    record = serving("Nadine Brown")
    serving("Nadine Foreign", code="JCF")
    gone = serving("Nadine Gone")
    actions.leave(by=SYSTEM, staff_record=gone, last_day=today() - timedelta(1), now=timezone.now())
    client = signed_in(focal)
    wanted = {"people": [{"login": str(record), "name": "Nadine Brown"}]}
    assert client.get("/people/suggest/?q=nadi").json() == wanted
    assert client.get("/people/suggest/?q=brown nad").json() == wanted
    assert client.get("/people/suggest/?q=na").json() == {"people": []}
    assert signed_in(make_user()).get("/people/suggest/?q=nadi").status_code == 404


def test_the_back_office_finds_people_in_the_same_way() -> None:
    record = serving("Zoë Nuñez")
    serving("Other Person")
    page = signed_in(make_user("admin")).get(reverse("roster:index"), {"q": "nunez zo"})
    assert list(page.context["object_list"]) == [record]


@pytest.mark.parametrize("row", ["9" * 30, "9" * 6000, "x", ""])
def test_rows_that_no_form_of_ours_sends_choose_nobody(client: Client, focal, row: str) -> None:
    client.force_login(focal)
    answer = client.post("/people/remind/", {"query": "", "record": row}, follow=True)
    assert "Tick the people to remind first." in answer.text
