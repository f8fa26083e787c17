"""Asking to join: somebody without a record signs up, asks, learns meanwhile, and is decided upon."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from firstline.home import focal as home
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from foundation.notices.models import Notice, OutboxMail
from people import actions as roster
from people.claims import actions
from people.claims.errors import AlreadyDecided, CannotAsk
from people.claims.models import JoinRequest
from people.claims.rules import UNCONFIRMED_FOR
from people.errors import AlreadyThere, BadValue, OutOfPlace
from people.models import Person, Posting, StaffRecord, User
from people.permissions import person_of
from tests.factories.people import (
    make_agency,
    make_cadre,
    make_person,
    make_staff_record,
    make_user,
    make_workplace,
)
from tests.people.claims.conftest import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "three small blue boats"


@pytest.fixture(autouse=True)
def _the_door_is_open(settings: Settings) -> None:
    settings.JOIN_OPEN = True
    settings.EMAIL_BACKEND = "foundation.notices.backend.OutboxBackend"


def newcomer(email: str = "tessa@home.example") -> User:
    """Somebody who signed up and confirmed the address, and is nobody in the registers."""
    client = Client()
    client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})
    mail = OutboxMail.objects.get(to=email)
    link = re.search(r"/accounts/confirm-email/\S+/", mail.text)
    assert link
    client.post(link[0])
    return User.objects.get(email=email)


def ask(user: User, now=NOW, **changes: object) -> JoinRequest:
    said = {
        "legal_name": "Tessa Anne Lowe",
        "call_name": "Tessa",
        "agency": make_agency("SERHA"),
        "workplace": "Hill Top Clinic, St Thomas",
        "cadre": make_cadre("nurse"),
        "number": "n7777",
    }
    return actions.ask_to_join(by=user, now=now, **{**said, **changes})


def accept(by: User, request: JoinRequest, **changes: object) -> StaffRecord:
    said = {
        "legal_name": "Tessa Anne Lowe",
        "number": "N7777",
        "workplace": changes.pop("workplace", None) or make_workplace(agency=make_agency("SERHA")),
        "cadre": make_cadre("nurse"),
        "starts_on": NOW.date(),
    }
    return actions.accept_request(by=by, request=request, now=NOW, **{**said, **changes})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# Signing up.


def test_signing_up_needs_a_confirmed_address(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "t@home.example", "password1": PASSWORD})
    assert page["Location"] == "/accounts/confirm-email/"
    user = User.objects.get()
    assert "t@" not in user.username
    assert user.person is None
    with pytest.raises(NotAllowed):
        ask(user)
    assert "Confirm your e-mail address first" in text(signed_in(user), "/join/")


def test_the_door_is_closed_unless_the_installation_opens_it(
    client: Client, settings: Settings
) -> None:
    user = newcomer()
    settings.JOIN_OPEN = False
    assert "opened by your agency" in text(client, "/accounts/signup/")
    client.post("/accounts/signup/", {"email": "x@home.example", "password1": PASSWORD})
    assert User.objects.count() == 1
    assert signed_in(user).get("/join/").status_code == 404
    assert "sign up and ask" not in text(client, "/accounts/login/")


def test_signing_up_says_the_same_for_an_address_that_has_an_account(client: Client) -> None:
    make_user(email="known@home.example")
    answers = [
        client.post(
            "/accounts/signup/", {"email": email, "password1": PASSWORD}, follow=True
        ).content
        for email in ("new@home.example", "known@home.example")
    ]
    assert answers[0] == answers[1]
    assert User.objects.filter(email="known@home.example").count() == 1
    assert "has an account already" in OutboxMail.objects.get(to="known@home.example").text


def test_nobody_blocks_an_invitation_by_signing_up_with_its_address(
    client: Client, focal: User, nurse: StaffRecord
) -> None:
    Client().post("/accounts/signup/", {"email": nurse.email, "password1": "the thief's own"})
    actions.invite_by_mail(by=focal, staff_record=nurse, now=NOW)
    token = re.search(r"/claim/mail/\S+/", OutboxMail.objects.order_by("-pk")[0].text)
    assert token
    from time_machine import travel

    with travel(NOW, tick=False):
        client.get(token[0])
        done = client.post("/claim/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert done["Location"] == "/home/"
    owner = User.objects.get(email=nurse.email)
    assert owner.person == nurse.person
    thief = Client().post("/accounts/login/", {"login": nurse.email, "password": "the thief's own"})
    assert thief.status_code == 200


# Asking.


def test_from_signing_up_to_a_waiting_request(focal: User) -> None:
    client = signed_in(newcomer())
    assert "Say where I work" in text(client, "/home/")
    form = {
        "legal_name": "Tessa Anne Lowe",
        "agency": make_agency("SERHA").pk,
        "cadre": make_cadre("nurse").pk,
        "workplace": "Hill Top Clinic",
        "number": "N 7777",
    }
    wrong = client.post("/join/", {**form, "number": "7"}).content.decode()
    assert "four to eight letters or digits" in wrong
    assert "Hill Top Clinic" in wrong
    assert client.post("/join/", form)["Location"] == "/join/"
    assert "Your request is waiting" in text(client, "/join/")
    for page in ("/home/", "/record/"):
        assert "counted nowhere until it is accepted" in text(client, page)
    asked = JoinRequest.objects.get()
    assert asked.number == "N7777"
    notice = Notice.objects.get(recipient=focal)
    assert notice.link == f"/people/requests/{asked.uuid}/"
    assert "Tessa" not in notice.subject + notice.body
    assert "N7777" not in str(list(AuditRow.objects.values()))


def test_whether_a_number_exists_is_not_told(nurse: StaffRecord) -> None:
    def answer(email: str, number: str) -> str:
        client = signed_in(newcomer(email))
        form = {
            "legal_name": "Tessa Anne Lowe",
            "agency": nurse.agency_id,
            "cadre": make_cadre().pk,
            "workplace": "Hill Top Clinic",
            "number": number,
        }
        page = client.post("/join/", form, follow=True).content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
        # Which person's data the browser may keep.
        page = re.sub(r'data-owner="\w+"', "", page)
        return page.replace(number, "")

    assert answer("one@home.example", "N1234") == answer("two@home.example", "N9999")


def test_one_request_at_a_time_and_three_a_month(focal: User) -> None:
    user = newcomer()
    for number in range(3):
        asked = ask(user, NOW + timedelta(days=number))
        with pytest.raises((CannotAsk, AlreadyThere), match="waiting already"):
            ask(user, NOW + timedelta(days=number))
        actions.withdraw_request(by=user, request=asked, now=NOW)
    with pytest.raises(CannotAsk, match="three times"):
        ask(user, NOW + timedelta(days=3))
    ask(user, NOW + timedelta(days=31))


def test_a_refused_number_of_another_shape_changes_nothing() -> None:
    user = newcomer()
    with pytest.raises(BadValue):
        ask(user, number="7")
    assert not JoinRequest.objects.exists()
    assert not Person.objects.exists()


def test_who_is_on_a_roster_or_works_for_the_nation_does_not_ask(nurse: StaffRecord) -> None:
    for user in (
        make_user(person=nurse.person, email="m@x.example"),
        make_user("trainer", email="t@x.example"),
    ):
        with pytest.raises(NotAllowed):
            ask(user)
        assert signed_in(user).get("/join/")["Location"] == "/home/"
        assert "not on a roster" not in text(signed_in(user), "/home/")


# Deciding.


def test_accepting_puts_the_person_on_the_roster_as_corrected(focal: User) -> None:
    user = newcomer()
    asked = ask(user)
    record = accept(focal, asked, legal_name="Teresa Anne Lowe", number="n7778")
    user.refresh_from_db()
    assert record.person == user.person
    assert user.person.legal_name == "Teresa Anne Lowe"
    assert str(record) == "SERHA/N7778"
    assert Posting.objects.get(staff_record=record).cadre == make_cadre("nurse")
    assert Notice.objects.get(recipient=user).kind == "join_accepted"
    assert "not on a roster" not in text(signed_in(user), "/home/")
    later = Client()
    later.post("/accounts/login/", {"login": "SERHA/N7778", "password": PASSWORD})
    assert later.session["_auth_user_id"] == str(user.pk)


def test_linking_joins_the_record_that_is_there_and_moves_no_row(
    focal: User, nurse: StaffRecord
) -> None:
    user = newcomer()
    asked = ask(user, number="N1234")
    owner = nurse.person_id
    with pytest.raises(AlreadyThere):
        accept(focal, asked, number="N1234")
    actions.link_request(by=focal, request=asked, staff_record=nurse, now=NOW)
    nurse.refresh_from_db()
    assert nurse.person_id == owner
    user = User.objects.get(pk=user.pk)
    assert nurse.person.same_as == person_of(user)
    assert nurse.person.same_as.same_as is None
    assert person_of(user).legal_name == "Marva Delphine Brown"
    assert "Hill Top Clinic" in text(signed_in(user), "/home/")
    later = Client()
    later.post("/accounts/login/", {"login": "SERHA/N1234", "password": PASSWORD})
    assert later.session["_auth_user_id"] == str(user.pk)


def test_a_record_with_a_sign_in_is_never_linked(focal: User, nurse: StaffRecord) -> None:
    asked = ask(newcomer(), number="N1234")
    make_user(person=nurse.person)
    with pytest.raises(OutOfPlace):
        actions.link_request(by=focal, request=asked, staff_record=nurse, now=NOW)
    page = text(signed_in(focal), f"/people/requests/{asked.uuid}/")
    assert "Marva" not in page


def test_refusing_says_why_and_the_person_may_ask_again(focal: User) -> None:
    user = newcomer()
    asked = ask(user)
    client = signed_in(focal)
    address = f"/people/requests/{asked.uuid}/"
    assert "required" in client.post(f"{address}refuse/", {"reason": ""}).content.decode()
    client.post(f"{address}refuse/", {"reason": "details", "note": "Your number has a 4 in it."})
    home = text(signed_in(user), "/home/")
    assert "do not fit what the agency has on file" in home
    assert "Your number has a 4 in it." in home
    assert 'value="Hill Top Clinic, St Thomas"' in text(signed_in(user), "/join/")
    ask(user, NOW + timedelta(minutes=1), number="N7774")
    with pytest.raises(AlreadyDecided):
        accept(focal, asked)


@pytest.mark.parametrize("answer", ["accept", "refuse", "link"])
def test_only_keepers_of_that_agency_decide(
    focal: User, other_focal: User, nurse: StaffRecord, answer: str
) -> None:
    asked = ask(newcomer(), number="N1234")

    def decide(by: User) -> object:
        if answer == "accept":
            return accept(by, asked, number="N7777")
        if answer == "link":
            return actions.link_request(by=by, request=asked, staff_record=nurse, now=NOW)
        return actions.refuse_request(by=by, request=asked, reason="details", note="", now=NOW)

    for stranger in (other_focal, make_user("trainer"), asked.user):
        with pytest.raises(NotAllowed):
            decide(stranger)
    decide(focal)
    with pytest.raises((AlreadyDecided, CannotAsk)):
        decide(focal)


def test_a_keeper_of_a_unit_sees_what_is_asked_of_the_unit(focal: User) -> None:
    unit = make_agency("SERHA-ST", parent=make_agency("SERHA"))
    keeper = make_user("focal", agency=unit)
    to_unit = ask(newcomer(), agency=unit)
    to_root = ask(newcomer("two@home.example"))
    page = text(signed_in(keeper), "/people/requests/")
    assert str(to_unit.uuid) in page
    assert str(to_root.uuid) not in page
    assert text(signed_in(focal), "/people/requests/").count("/people/requests/") >= 2
    assert Notice.objects.filter(recipient=keeper).count() == 1
    assert Notice.objects.filter(recipient=focal).count() == 2


def test_the_pages_of_the_keeper(focal: User, other_focal: User) -> None:
    user = newcomer()
    asked = ask(user)
    client, stranger = signed_in(focal), signed_in(other_focal)
    assert "Tessa Anne Lowe" in text(client, "/people/requests/")
    assert "Tessa" not in text(stranger, "/people/requests/?state=all")
    address = f"/people/requests/{asked.uuid}/"
    page = text(client, address)
    assert "tessa@home.example" in page
    for step in ("", "accept/", "link/", "refuse/"):
        answer = stranger.post(address + step) if step else stranger.get(address)
        assert answer.status_code == 404
    at = make_workplace(agency=make_agency("SERHA"))
    form = {
        "legal_name": "Tessa Anne Lowe",
        "number": "N7777",
        "workplace": make_workplace(agency=make_agency("MOE")).pk,
        "cadre": make_cadre("nurse").pk,
        "starts_on": "2026-11-01",
    }
    assert "valid choice" in client.post(f"{address}accept/", form).content.decode()
    done = client.post(f"{address}accept/", {**form, "workplace": at.pk})
    assert done["Location"] == "/people/requests/"
    assert "Nobody waits" in text(client, "/people/requests/")
    assert "Tessa" in text(client, "/people/requests/?state=decided")
    assert "Tessa" in text(client, "/people/requests/?state=all&q=lowe+n7777")
    assert "No request found" in text(client, "/people/requests/?q=nobody")


def test_the_secretariat_needs_the_names_permission() -> None:
    asked = ask(newcomer())
    assert "Tessa" not in text(signed_in(make_user("secretariat")), "/people/requests/")
    page = signed_in(make_user("secretariat")).get(f"/people/requests/{asked.uuid}/")
    assert page.status_code == 404
    assert "Tessa" in text(signed_in(make_user("admin")), "/people/requests/")


def test_the_focal_home_counts_who_waits(focal: User) -> None:
    ask(newcomer())
    page = text(signed_in(focal), "/home/")
    assert "1 person asks to join" in page


def test_the_list_costs_the_same_at_any_length(
    focal: User, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(focal)
    for size in (1, 12):
        while JoinRequest.objects.count() < size:
            number = JoinRequest.objects.count()
            user = make_user(email=f"n{number}@home.example", person=make_person(f"New {number}"))
            ask(user, legal_name=f"New Comer {number}")
        with django_assert_max_num_queries(6):
            assert f"{size} request" in text(client, "/people/requests/")


def test_counted_nowhere_until_accepted(focal: User) -> None:
    ask(newcomer())
    assert "Tessa" not in text(signed_in(focal), "/people/")
    assert not StaffRecord.objects.exists()
    assert not Posting.objects.exists()


def test_withdrawing_is_for_the_person_alone() -> None:
    user = newcomer()
    asked = ask(user)
    with pytest.raises(NotAllowed):
        actions.withdraw_request(by=make_user(), request=asked, now=NOW)
    client = signed_in(user)
    assert client.post("/join/withdraw/")["Location"] == "/join/"
    assert client.post("/join/withdraw/").status_code == 404
    make_staff_record()


def test_who_never_confirmed_the_address_is_forgotten(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "never@home.example", "password1": PASSWORD})
    kept = newcomer()
    asked = newcomer("asked@home.example")
    ask(asked)
    by_hand = User.objects.create(username="by hand")
    later = timezone.now() + UNCONFIRMED_FOR
    assert actions.forget_unconfirmed(now=later - timedelta(minutes=5)) == 0
    assert actions.forget_unconfirmed(now=later + timedelta(minutes=5)) == 1
    assert actions.forget_unconfirmed(now=later + timedelta(minutes=5)) == 0
    assert set(User.objects.all()) == {kept, asked, by_hand}


def test_who_left_one_agency_may_ask_another_and_keeps_the_name(other_focal: User) -> None:
    record = make_staff_record(make_person("Una Moved"), make_agency("MOE"), number="M1234")
    user = make_user(
        "supervisor",
        person=record.person,
        email="una@home.example",
        workplace=make_workplace(agency=record.agency),
    )
    with pytest.raises(NotAllowed):
        ask(user)
    roster.leave(
        by=other_focal,
        staff_record=record,
        last_day=timezone.localdate() - timedelta(days=1),
        now=timezone.now(),
        successor=make_user("secretariat"),
    )
    asked = ask(User.objects.get(pk=user.pk), legal_name="Somebody Else")
    assert asked.agency.code == "SERHA"
    assert Person.objects.get(pk=record.person_id).legal_name == "Una Moved"


def test_the_focal_home_counts_nobody_who_has_left(focal: User, nurse: StaffRecord) -> None:
    make_staff_record(make_person("Second"), nurse.agency)
    assert home.facts(focal, timezone.localdate()).on_roster == 2
    yesterday = timezone.localdate() - timedelta(days=1)
    roster.leave(by=focal, staff_record=nurse, last_day=yesterday, now=timezone.now())
    assert home.facts(focal, timezone.localdate()).on_roster == 1
