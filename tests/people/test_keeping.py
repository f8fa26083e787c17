"""A person's page and the forms that change one person: for keepers, and not there for others."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.errors import NotAllowed
from people import actions
from people.keeping.changes import EXEMPTION, POSTING, RECORD
from people.models import Exemption, FormerName, Person, Posting, StaffRecord, User
from tests.factories.people import (
    give,
    make_agency,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> StaffRecord:
    record = make_staff_record(make_person("Nadine Brown"), make_agency("SERHA"), number="N1234")
    make_posting(record, make_workplace(name="Hill Clinic", agency=record.agency))
    return record


@pytest.fixture
def focal(record: StaffRecord) -> User:
    return make_user("focal", person=make_person("Paulette Grant"), agency=record.agency)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(record: StaffRecord, *parts: object) -> str:
    return "/".join(["/people", str(record.person.uuid), *map(str, parts)]) + "/"


def today() -> date:
    return timezone.localdate()


def every_door(record: StaffRecord) -> list[str]:
    given = actions.exempt(
        by=SYSTEM, staff_record=record, reason="study", starts_on=today(), ends_on=today()
    )
    posting = record.postings.get()
    return [
        *(page(record, record.pk, name.replace("_", "-")) for name in RECORD),
        *(page(record, record.pk, "posting", posting.pk, name) for name in POSTING),
        *(
            page(record, record.pk, "exemption", given.pk, name.replace("_", "-"))
            for name in EXEMPTION
        ),
    ]


def test_every_form_opens_for_keepers_and_is_not_there_for_others(
    record: StaffRecord, focal: User
) -> None:
    doors = every_door(record)
    supervisor = make_user("supervisor", workplace=record.postings.get().workplace)
    foreign = make_user("focal", agency=make_agency("JCF"))
    assert signed_in(supervisor).get(page(record)).status_code == 200
    for door in doors:
        assert signed_in(focal).get(door).status_code == 200, door
        for other in (supervisor, foreign, make_user()):
            assert signed_in(other).get(door).status_code == 404, door
            assert signed_in(other).post(door, {}).status_code == 404, door


def test_numbers_of_others_do_not_open_through_an_own_person(
    record: StaffRecord, focal: User
) -> None:
    foreign = make_posting()
    client = signed_in(focal)
    assert client.get(page(record, foreign.staff_record.pk, "leave")).status_code == 404
    door = page(record, record.pk, "posting", foreign.pk, "end")
    assert client.get(door).status_code == 404
    assert client.get(page(record, record.pk, "leave")).status_code == 200


def test_a_person_is_added_by_form_and_what_was_typed_is_kept(focal: User) -> None:
    client, place = signed_in(focal), make_workplace(agency=make_agency("SERHA"))
    typed = {
        "legal_name": "Zoe Reid",
        "sex": "female",
        "number": "1",
        "workplace": place.pk,
        "cadre": make_cadre().pk,
        "starts_on": "2026-01-05",
    }
    refused = client.post("/people/add/", typed)
    assert refused.status_code == 200
    text = refused.content.decode()
    assert "four to eight letters or digits" in text
    assert 'value="Zoe Reid"' in text
    assert not Person.objects.filter(legal_name="Zoe Reid").exists()

    added = client.post("/people/add/", {**typed, "number": "Z1001"})
    found = Person.objects.get(legal_name="Zoe Reid")
    assert added["Location"] == f"/people/{found.uuid}/"


def test_a_namesake_is_shown_before_a_second_one_is_added(record: StaffRecord, focal: User) -> None:
    client = signed_in(focal)
    make_staff_record(make_person("Far Away"), make_agency("JCF"))
    typed = {
        "legal_name": "nadine brown",
        "sex": "female",
        "number": "N9999",
        "workplace": record.postings.get().workplace.pk,
        "cadre": make_cadre().pk,
        "starts_on": "2026-01-05",
    }
    asked = client.post("/people/add/", typed)
    assert asked.status_code == 200
    assert page(record) in asked.content.decode()
    assert client.post("/people/add/", {**typed, "another": "on"}).status_code == 302
    # Whoever stands on another agency's roster is not betrayed.
    foreign = {**typed, "legal_name": "Far Away", "number": "N9998"}
    assert client.post("/people/add/", foreign).status_code == 302


def test_who_may_add_and_where(record: StaffRecord, focal: User) -> None:
    own, other = record.postings.get().workplace, make_workplace(agency=make_agency("JCF"))
    supervisor = make_user("supervisor", workplace=own)
    typed = {"legal_name": "A B", "sex": "female", "starts_on": "2026-01-05"}
    typed = {**typed, "cadre": make_cadre().pk, "number": "A1111"}
    assert signed_in(make_user("trainer")).get("/people/add/").status_code == 404
    assert signed_in(make_user()).post("/people/add/", typed).status_code == 404
    client = signed_in(supervisor)
    assert client.post("/people/add/", {**typed, "workplace": other.pk}).status_code == 200
    assert client.post("/people/add/", {**typed, "workplace": own.pk}).status_code == 302


def test_move_leave_and_return_by_form(record: StaffRecord, focal: User) -> None:
    client, old = signed_in(focal), record.postings.get()
    place = make_workplace(name="Second Clinic", agency=record.agency)
    there = {"workplace": place.pk, "cadre": old.cadre.pk}

    client.post(
        page(record, record.pk, "move"), {**there, "posting": old.pk, "on": today().isoformat()}
    )
    assert record.postings.get(ends_on=None).workplace == place

    for odd in ("9999-12-31", "0026-10-02"):
        answer = client.post(page(record, record.pk, "leave"), {"last_day": odd, "access": "day"})
        assert "Enter a day" in answer.content.decode()
        assert odd in answer.content.decode()
    last = today() + timedelta(days=3)
    client.post(page(record, record.pk, "leave"), {"last_day": last.isoformat(), "access": "day"})
    record.refresh_from_db()
    assert record.left_on == last

    client.post(page(record, record.pk, "undo-leaving"), {})
    record.refresh_from_db()
    assert record.left_on is None

    over = today().isoformat()
    client.post(page(record, record.pk, "leave"), {"last_day": over, "access": "now"})
    refused = client.post(page(record, record.pk, "return"), {**there, "starts_on": over})
    assert "after their last day" in refused.content.decode()


def test_a_mistake_is_corrected_by_form(record: StaffRecord, focal: User) -> None:
    client, wrong = signed_in(focal), record.postings.get()
    door = page(record, record.pk, "posting", wrong.pk, "correct")
    right = {
        "workplace": wrong.workplace.pk,
        "cadre": make_cadre("midwife").pk,
        "starts_on": "2021-05-03",
        "ends_on": "2021-05-02",
    }
    assert "cannot end before it began" in client.post(door, right).content.decode()
    assert client.post(door, {**right, "ends_on": ""}).status_code == 302
    assert record.postings.get().cadre.code == "midwife"
    shown = client.get(page(record)).content.decode()
    assert "Posting taken back as a mistake" in shown


def test_exempting_by_form_and_who_reads_the_reason(record: StaffRecord, focal: User) -> None:
    client = signed_in(focal)
    days = {"reason": "maternity", "starts_on": today().isoformat()}
    last = (today() + timedelta(days=90)).isoformat()
    client.post(page(record, record.pk, "exempt"), {**days, "ends_on": last})
    assert Exemption.objects.in_force(today()).exists()
    assert "Maternity" in client.get(page(record)).content.decode()
    supervisor = make_user("supervisor", workplace=record.postings.get().workplace)
    shown = signed_in(supervisor).get(page(record)).content.decode()
    assert "Exempt" in shown
    assert "Maternity" not in shown


def test_the_history_says_who_did_what(record: StaffRecord, focal: User) -> None:
    other = make_user("secretariat", person=make_person("Hidden Officer"))
    actions.end_exemption(
        by=other,
        exemption=actions.exempt(
            by=focal,
            staff_record=record,
            reason="study",
            starts_on=today(),
            ends_on=today(),
        ),
        ends_on=today() + timedelta(days=1),
        now=timezone.now(),
    )
    colleague = make_user("focal", agency=record.agency)
    assert focal.person
    make_staff_record(focal.person, record.agency)
    shown = signed_in(colleague).get(page(record)).content.decode()
    assert "Put on the roster" in shown
    assert "Paulette Grant" in shown
    assert "somebody outside your rosters" in shown
    assert "Hidden Officer" not in shown
    supervisor = make_user("supervisor", workplace=record.postings.get().workplace)
    assert "What was entered" not in signed_in(supervisor).get(page(record)).content.decode()


def test_a_page_costs_the_same_for_a_long_history(record: StaffRecord, focal: User) -> None:
    client = signed_in(focal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(record)).status_code == 200
        return len(captured)

    few = cost()
    for year in range(2000, 2015):
        posting = make_posting(record, make_workplace(agency=record.agency))
        actions.close_posting(by=SYSTEM, posting=posting, ends_on=date(year + 25, 1, 1))
    assert cost() == few


def test_a_posting_that_is_gone_has_no_forms(record: StaffRecord, focal: User) -> None:
    posting = record.postings.get()
    door = page(record, record.pk, "posting", posting.pk, "correct")
    client = signed_in(focal)
    assert client.get(door).status_code == 200
    client.post(page(record, record.pk, "posting", posting.pk, "withdraw"), {})
    assert not Posting.objects.filter(pk=posting.pk).exists()
    assert client.get(door).status_code == 404


def test_who_keeps_both_rosters_moves_somebody_to_another_agency(
    record: StaffRecord, focal: User
) -> None:
    there = make_workplace(name="Far Clinic", agency=make_agency("NERHA"))
    client, door = signed_in(focal), page(record, record.pk, "agency")
    typed = {"workplace": there.pk, "cadre": make_cadre().pk, "number": "N1234", "email": ""}
    typed = {**typed, "on": today().isoformat()}
    assert "Move to another agency" not in client.get(page(record)).content.decode()
    assert client.post(door, typed).status_code == 200
    assert StaffRecord.objects.filter(person=record.person).count() == 1

    give(focal, "focal", agency=make_agency("NERHA"))
    both = signed_in(User.objects.get(pk=focal.pk))
    assert "Move to another agency" in both.get(page(record)).content.decode()
    assert both.post(door, typed).status_code == 302
    old, new = StaffRecord.objects.filter(person=record.person).order_by("pk")
    assert (old.left_on, old.postings.get().ends_on) == (today() - timedelta(days=1),) * 2
    assert (new.agency.code, new.postings.get().workplace) == ("NERHA", there)


def test_an_agency_that_somebody_left_changes_and_sees_them_no_more(
    record: StaffRecord, focal: User
) -> None:
    make_user(person=record.person)
    there = make_staff_record(record.person, make_agency("MOE"))
    keeper = make_user("focal", agency=there.agency)
    names = {"legal_name": "Nadine Mocked", "call_name": "", "sex": "female", "language": "en"}
    door = page(record, record.pk, "name")
    for who in (focal, keeper):
        text = signed_in(who).get(page(record)).content.decode()
        assert "Has an account" in text
        assert "Correct the name" in text
    actions.leave(
        by=focal,
        staff_record=record,
        last_day=today() - timedelta(days=1),
        now=timezone.now(),
    )
    text = signed_in(focal).get(page(record)).content.decode()
    assert "Has an account" not in text
    assert "Correct the name" not in text
    assert "They have left your rosters" in text
    with pytest.raises(NotAllowed):
        actions.change_person(by=User.objects.get(pk=focal.pk), person=record.person, **names)
    signed_in(focal).post(door, names)
    assert Person.objects.get(pk=record.person_id).legal_name == "Nadine Brown"
    actions.change_person(by=keeper, person=record.person, **names)
    assert "Has an account" in signed_in(keeper).get(page(record)).content.decode()


def test_a_former_name_is_shown_where_it_was_looked_for_and_can_be_forgotten(
    record: StaffRecord, focal: User
) -> None:
    client, form = signed_in(focal), page(record, record.pk, "name")
    typed = {"legal_name": "Nadine Clarke", "call_name": "", "sex": "female"}
    assert "Forget these" not in client.get(form).content.decode()
    client.post(form, typed)
    assert "formerly Nadine Brown" in client.get("/people/?q=brown").content.decode()
    assert "formerly" not in client.get("/people/?q=clarke").content.decode()
    assert client.get("/people/suggest/?q=brown").json()["people"] == [
        {"login": "SERHA/N1234", "name": "Nadine Clarke, formerly Nadine Brown"}
    ]
    assert "Formerly Nadine Brown" in client.get(page(record)).content.decode()
    # A second record of the same woman is not entered by her former name unawares.
    place = make_workplace(name="Bay Clinic", agency=record.agency)
    again = {**typed, "legal_name": "Nadine Brown", "number": "N9999", "starts_on": "2026-01-05"}
    again |= {"workplace": place.pk, "cadre": make_cadre().pk}
    assert "Somebody of this name" in client.post("/people/add/", again).content.decode()

    assert "Forget these" in client.get(form).content.decode()
    client.post(form, {**typed, "forget": [FormerName.objects.get().pk]})
    assert "Nobody found" in client.get("/people/?q=brown").content.decode()
    assert "Formerly" not in client.get(page(record)).content.decode()
    client.post(form, {**typed, "legal_name": "Nadine Clark", "mistaken": "on"})
    assert "Nobody found" in client.get("/people/?q=clarke").content.decode()


def test_names_of_others_cannot_be_forgotten_through_an_own_person(
    record: StaffRecord, focal: User
) -> None:
    far = make_staff_record(make_person("Far Clarke"), make_agency("JCF")).person
    name = FormerName.objects.create(person=far, name="Far Brown", until=today())
    typed = {"legal_name": "Nadine Brown", "call_name": "", "sex": "female", "forget": [name.pk]}
    signed_in(focal).post(page(record, record.pk, "name"), typed)
    assert FormerName.objects.filter(pk=name.pk).exists()
