"""Slips: made by the keeper of the roster, used once by the person, useless to everybody else."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from foundation.errors import NotAllowed
from people import actions as roster
from people.claims import actions
from people.claims.errors import CannotInvite, NotClaimable
from people.claims.models import Invitation
from people.claims.rules import ALPHABET, MOST_TRIES, SLIP_HOLDS, shown_code
from people.errors import WeakPassword
from people.models import Posting, StaffRecord, User
from tests.factories.people import PASSWORD as OLD
from tests.factories.people import give, make_person, make_staff_record, make_user
from tests.people.claims.conftest import NOW

pytestmark = pytest.mark.django_db
PASSWORD = "three small blue boats"
WRONG = "The number and the code do not fit together"


def find(login: str, code: str, now=NOW) -> Invitation:
    return actions.find_by_code(login=login, code=code, now=now)


def claim(invitation: Invitation, password: str = PASSWORD, now=NOW) -> User:
    return actions.claim_record(invitation=invitation, password=password, now=now)


def test_a_slip_opens_the_record_once(focal: User, nurse: StaffRecord) -> None:
    slip = actions.make_slip(by=focal, staff_record=nurse, now=NOW)
    assert (slip.sign_in, slip.expires_at) == ("SERHA/N1234", NOW + SLIP_HOLDS)
    found = find(" serha / n1234", f" {shown_code(slip.code).lower()} ")
    user = claim(found)
    assert user.person == nurse.person
    assert user.check_password(PASSWORD)
    assert not user.emailaddress_set.exists()
    with pytest.raises(NotClaimable):
        find("SERHA/N1234", slip.code)
    with pytest.raises(NotClaimable):
        claim(found)
    assert User.objects.filter(person=nurse.person).count() == 1


def test_what_is_kept_is_not_the_code(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    claim(find("SERHA/N1234", code))
    kept = str(list(Invitation.objects.values())) + str(list(AuditRow.objects.values()))
    assert code not in kept
    assert "N1234" not in kept
    verbs = set(AuditRow.objects.values_list("verb", flat=True))
    assert {"claims.slip_made", "claims.claimed", "people.account_opened"} <= verbs


def test_a_new_slip_ends_the_old_one(focal: User, nurse: StaffRecord) -> None:
    old = actions.make_slip(by=focal, staff_record=nurse, now=NOW)
    found = find("SERHA/N1234", old.code)
    new = actions.make_slip(by=focal, staff_record=nurse, now=NOW)
    with pytest.raises(NotClaimable):
        find("SERHA/N1234", old.code)
    # Nor does it count for who had found the record and not set a password yet.
    with pytest.raises(NotClaimable):
        claim(found)
    assert claim(find("SERHA/N1234", new.code)).person == nurse.person


def test_a_slip_holds_thirty_days_and_can_be_taken_back(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    found = find("SERHA/N1234", code, NOW + timedelta(days=29))
    for late in (
        lambda: find("SERHA/N1234", code, NOW + SLIP_HOLDS),
        lambda: claim(found, now=NOW + SLIP_HOLDS),
    ):
        with pytest.raises(NotClaimable):
            late()
    assert actions.revoke_invitation(by=focal, staff_record=nurse, now=NOW) is True
    assert actions.revoke_invitation(by=focal, staff_record=nurse, now=NOW) is False
    with pytest.raises(NotClaimable):
        claim(found)


def test_ten_tries_kill_the_code(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(NotClaimable, match=WRONG):
            find("SERHA/N1234", "CCCC-CCCC")
    found = find("SERHA/N1234", code)
    with pytest.raises(NotClaimable, match=WRONG):
        find("SERHA/N1234", code)
    # Whoever had the right code before may still set the password.
    assert claim(found).person == nurse.person


def test_a_weak_password_leaves_the_slip_as_it_was(focal: User, nurse: StaffRecord) -> None:
    found = find("SERHA/N1234", actions.make_slip(by=focal, staff_record=nurse, now=NOW).code)
    with pytest.raises(WeakPassword):
        claim(found, "short")
    assert claim(found).person == nurse.person


def test_who_may_make_slips_and_for_whom(
    focal: User, other_focal: User, nurse: StaffRecord
) -> None:
    supervisor = make_user("supervisor", workplace=Posting.objects.get().workplace)
    for stranger in (other_focal, supervisor, make_user("trainer")):
        with pytest.raises(NotAllowed):
            actions.make_slip(by=stranger, staff_record=nurse, now=NOW)
        with pytest.raises(NotAllowed):
            actions.revoke_invitation(by=stranger, staff_record=nurse, now=NOW)
    actions.make_slip(by=focal, staff_record=nurse, now=NOW)


def test_a_record_with_a_sign_in_cannot_be_claimed(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    found = find("SERHA/N1234", code)
    make_user(person=nurse.person)
    with pytest.raises(NotClaimable, match=WRONG):
        find("SERHA/N1234", code)
    with pytest.raises(NotClaimable, match=WRONG):
        claim(found)


def test_nor_one_whose_person_signs_in_under_another_record(
    focal: User, nurse: StaffRecord
) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    other = make_person("Marva Brown")
    make_user(person=other)
    roster.join_persons(by=SYSTEM, duplicate=nurse.person, canonical=other)
    with pytest.raises(NotClaimable, match=WRONG):
        find("SERHA/N1234", code)


def test_a_joined_person_gets_one_sign_in_for_both_records(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    other = make_person("Marva Brown")
    roster.join_persons(by=SYSTEM, duplicate=nurse.person, canonical=other)
    assert claim(find("SERHA/N1234", code)).person == other


def test_who_has_left_can_neither_be_invited_nor_claim(focal: User, nurse: StaffRecord) -> None:
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    found = find("SERHA/N1234", code)
    roster.leave(by=SYSTEM, staff_record=nurse, last_day=date(2026, 11, 20), now=NOW)
    with pytest.raises(NotClaimable, match=WRONG):
        claim(found)
    with pytest.raises(CannotInvite):
        actions.make_slip(by=focal, staff_record=nurse, now=NOW)


# The pages.


def post(client: Client, login: str, code: str) -> str:
    """The page's text without its token and what was typed, or the address it leads to."""
    response = client.post("/claim/", {"login": login, "code": code})
    if response.status_code == 302:
        return response["Location"]
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r'<input type="text"[^>]*>', "", page)


@pytest.fixture
def slips_for(focal: User, nurse: StaffRecord) -> Callable[[], str]:
    """Makes Marva's slip as the focal person's page does, and returns its code."""

    def make() -> str:
        client = Client()
        client.force_login(focal)
        page = client.post("/people/sign-ins/invite/", {"do": "slips", "chosen": [nurse.pk]})
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        found = re.search(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", page.content.decode())
        assert found
        assert "Marva" not in page.content.decode()
        return found[0]

    return make


def test_from_slip_to_signed_in(client: Client, slips_for: Callable[[], str]) -> None:
    assert post(client, "serha/n1234", slips_for()) == "/claim/password/"
    planted = client.session.session_key
    page = client.get("/claim/password/").content.decode()
    assert "Marva Delphine Brown" in page
    assert "SERHA/N1234" in page
    form = {"password1": PASSWORD, "password2": PASSWORD + "!"}
    assert "not the same" in client.post("/claim/password/", form).content.decode()
    short = client.post("/claim/password/", {"password1": "short", "password2": "short"})
    assert "too short" in short.content.decode()
    done = client.post("/claim/password/", {"password1": PASSWORD, "password2": PASSWORD})
    assert done["Location"] == "/home/"
    assert client.session.session_key != planted
    assert "sign in with SERHA/N1234" in client.get("/home/").content.decode()
    later = Client()
    later.post("/accounts/login/", {"login": "serha/n1234", "password": PASSWORD})
    assert later.session["_auth_user_id"] == str(User.objects.get(person__call_name="Marva").pk)


def test_a_planted_session_key_is_changed_when_the_record_is_found(
    client: Client, slips_for: Callable[[], str]
) -> None:
    code = slips_for()
    session = client.session
    session["seen"] = True
    session.save()
    planted = session.session_key
    post(client, "SERHA/N1234", code)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/claim/password/")["Location"] == "/claim/"


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("SERHA/N1234", "CCCC-CCCC"),
        ("SERHA/N1234", "no"),
        ("SERHA/N9999", "CCCC-CCCC"),
        ("SERHA/N5678", "CCCC-CCCC"),
        ("NOWHERE/N1234", "CCCC-CCCC"),
        ("N1234", "CCCC-CCCC"),
    ],
)
def test_whatever_is_wrong_looks_the_same_and_asks_the_same(
    client: Client, slips_for: Callable[[], str], nurse: StaffRecord, login: str, code: str
) -> None:
    slips_for()
    make_staff_record(make_person("No Slip"), nurse.agency, number="N5678")
    make_user(person=make_staff_record(make_person("Has One"), nurse.agency, number="N8888").person)

    def tried(login: str, code: str) -> tuple[str, int]:
        with CaptureQueriesContext(connection) as captured:
            page = post(Client(), login, code)
        return page, len(captured)

    page, cost = tried(login, code)
    assert WRONG in page
    assert (page, cost) == tried("SERHA/N8888", "FFFF-FFFF")


@pytest.mark.parametrize("login", ["SERHA/N1234", "SERHA/N9999", "nothing of the kind"])
def test_five_misses_stop_a_number_whether_it_exists_or_not(
    slips_for: Callable[[], str], login: str
) -> None:
    code = slips_for()
    for _ in range(5):
        assert WRONG in post(Client(), login, "CCCC-CCCC")
    assert "too many tries" in post(Client(), login.lower(), "CCCC-CCCC")
    assert "too many tries" in post(Client(), login, code)
    if login != "SERHA/N1234":
        assert post(Client(), "SERHA/N1234", code) == "/claim/password/"


def test_who_is_signed_in_is_asked_to_sign_out_first(
    client: Client, slips_for: Callable[[], str]
) -> None:
    code = slips_for()
    client.force_login(make_user())
    assert client.post("/claim/", {"login": "SERHA/N1234", "code": code}).status_code == 409
    assert client.get("/claim/password/").status_code == 409
    assert not User.objects.filter(person__call_name="Marva").exists()
    client.post("/accounts/logout/", {"next": "/claim/"})
    assert post(client, "SERHA/N1234", code) == "/claim/password/"


def test_the_password_page_is_for_who_found_a_record(client: Client, nurse: StaffRecord) -> None:
    assert client.get("/claim/password/")["Location"] == "/claim/"
    form = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/claim/password/", form)["Location"] == "/claim/"
    assert not User.objects.filter(person=nurse.person).exists()


def test_it_leads_nowhere_else(client: Client, slips_for: Callable[[], str]) -> None:
    code = slips_for()
    client.post("/claim/?next=https://evil.example/", {"login": "SERHA/N1234", "code": code})
    form = {"password1": PASSWORD, "password2": PASSWORD, "next": "https://evil.example/"}
    done = client.post("/claim/password/?next=//evil.example/", form)
    assert done["Location"] == "/home/"


# A new password for somebody who signs in without e-mail.


@pytest.fixture
def signs_in(nurse: StaffRecord) -> User:
    """Marva signs in by her number and has no e-mail address."""
    return make_user(person=nurse.person)


def test_a_slip_renews_the_password_of_who_has_no_e_mail(
    focal: User, nurse: StaffRecord, signs_in: User
) -> None:
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": "SERHA/N1234", "password": OLD})
    assert elsewhere.get("/record/").status_code == 200
    code = actions.make_slip(by=focal, staff_record=nurse, now=NOW).code
    assert elsewhere.get("/record/").status_code == 200
    assert claim(find("SERHA/N1234", code)) == signs_in
    assert elsewhere.get("/record/").status_code == 302
    signs_in.refresh_from_db()
    assert signs_in.check_password(PASSWORD)
    assert User.objects.filter(person=nurse.person).count() == 1
    with pytest.raises(NotClaimable):
        find("SERHA/N1234", code)


def test_the_renewed_password_signs_in_by_the_pages(
    client: Client, focal: User, nurse: StaffRecord, signs_in: User
) -> None:
    keeper = Client()
    keeper.force_login(focal)
    address = f"/people/sign-ins/renew/{nurse.pk}/"
    assert "by hand" in keeper.get(address).content.decode()
    found = re.search(
        rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", keeper.post(address).content.decode()
    )
    assert found
    assert post(client, "SERHA/N1234", found[0]) == "/claim/password/"
    form = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/claim/password/", form)["Location"] == "/home/"
    assert client.session["_auth_user_id"] == str(signs_in.pk)
    assert client.get("/home/").status_code == 200


@pytest.mark.parametrize("why", ["address", "role", "closed"])
def test_never_of_who_can_renew_it_otherwise_or_has_a_role(
    focal: User, nurse: StaffRecord, why: str
) -> None:
    email = "marva@clinic.example" if why == "address" else ""
    user = make_user("trainer" if why == "role" else None, person=nurse.person, email=email)
    if why == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(CannotInvite):
        actions.make_slip(by=focal, staff_record=nurse, now=NOW)
    keeper = Client()
    keeper.force_login(focal)
    assert keeper.post(f"/people/sign-ins/renew/{nurse.pk}/").status_code == 404


def test_nor_once_an_address_or_a_role_has_come_since(
    focal: User, nurse: StaffRecord, signs_in: User
) -> None:
    found = find("SERHA/N1234", actions.make_slip(by=focal, staff_record=nurse, now=NOW).code)
    give(signs_in, "trainer")
    with pytest.raises(NotClaimable):
        claim(found)
    signs_in.refresh_from_db()
    assert signs_in.check_password(OLD)
