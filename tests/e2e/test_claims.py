"""How people come to their record: by a slip, by an e-mail link, by asking to join. On a phone, axe on each page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from foundation.notices.models import OutboxMail
from people.claims.rules import ALPHABET
from people.models import StaffRecord, User
from tests.e2e.conftest import assert_accessible
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_cadre,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

Opener = Callable[..., Page]
CODE = re.compile(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}")
CHOSEN = "three small blue boats"


@pytest.fixture(autouse=True)
def _open_door_and_outbox(settings: Settings) -> None:
    settings.JOIN_OPEN = True
    settings.EMAIL_BACKEND = "foundation.notices.backend.OutboxBackend"


@pytest.fixture
def focal() -> User:
    """Mrs Grant keeps the roster of SERHA; two nurses on it have no sign-in."""
    agency = make_agency("SERHA", "South East Regional Health Authority")
    clinic = make_workplace(agency=agency, name="Hill Top Clinic")
    for name, number, email in (
        ("Marva Delphine Brown", "N1234", ""),
        ("Alva Reid", "N5678", "alva@clinic.example"),
    ):
        record = make_staff_record(make_person(name), agency, number=number, email=email)
        make_posting(record, clinic, make_cadre("nurse", "Nurse"))
    person = make_person("Paulette Grant", "Mrs Grant")
    return make_user("focal", agency=agency, person=person, email="grant@serha.example")


def look(page: Page) -> None:
    """Reachable for everyone, and nothing scrolls sideways."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address or staff number").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/home/$"))


def sign_ins_page(open_page: Opener, width: int, *, javascript: bool = True) -> Page:
    page = open_page(width=width, javascript=javascript)
    sign_in(page, "grant@serha.example")
    page.get_by_role("button", name="People without a sign-in").click()
    look(page)
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_a_nurse_without_e_mail_claims_her_record_by_a_slip(
    open_page: Opener, focal: User, javascript: bool
) -> None:
    keeper = sign_ins_page(open_page, 1280, javascript=javascript)
    keeper.get_by_label("Marva Delphine Brown").check()
    keeper.get_by_role("button", name="Print slips").click()
    look(keeper)
    code = CODE.search(keeper.get_by_role("main").inner_text())
    assert code

    nurse = open_page(width=360, javascript=javascript)
    nurse.goto("/accounts/login/")
    nurse.get_by_role("link", name="I have a slip with a code").click()
    look(nurse)
    nurse.get_by_label("Agency code and staff number").fill("serha/n1234")
    nurse.get_by_label("Code", exact=True).fill("CCCC CCCC")
    nurse.get_by_role("button", name="Go on").click()
    expect(nurse.get_by_text("There is a problem")).to_be_visible()
    expect(nurse.get_by_label("Agency code and staff number")).to_have_value("serha/n1234")
    look(nurse)
    nurse.get_by_label("Code", exact=True).fill(code[0].lower().replace("-", " "))
    nurse.get_by_role("button", name="Go on").click()
    expect(nurse.get_by_role("main")).to_contain_text("Marva Delphine Brown")
    look(nurse)
    nurse.get_by_label("Password", exact=True).fill(CHOSEN)
    nurse.get_by_label("Password again").fill(CHOSEN)
    nurse.get_by_role("button", name="This is me: set the password and sign in").click()
    expect(nurse).to_have_url(re.compile("/home/$"))
    expect(nurse.get_by_text("From now on sign in with SERHA/N1234")).to_be_visible()
    look(nurse)

    later = open_page(width=360, javascript=javascript)
    sign_in(later, "SERHA/N1234", CHOSEN)
    keeper.goto("/people/sign-ins/")
    expect(keeper.get_by_label("Marva Delphine Brown")).to_have_count(0)


def test_an_invited_person_comes_by_the_link_in_the_mail(open_page: Opener, focal: User) -> None:
    keeper = sign_ins_page(open_page, 768)
    keeper.get_by_label("Alva Reid").check()
    keeper.get_by_role("button", name="Invite by e-mail").click()
    expect(keeper.get_by_text("1 invitation is on its way.")).to_be_visible()
    expect(keeper.get_by_text(re.compile("good until"))).to_be_visible()
    look(keeper)

    link = re.search(r"/claim/mail/\S+/", OutboxMail.objects.get(to="alva@clinic.example").text)
    assert link
    alva = open_page(width=360)
    alva.goto(link[0])
    expect(alva).to_have_url(re.compile("/claim/password/$"))
    look(alva)
    alva.get_by_label("Password", exact=True).fill(CHOSEN)
    alva.get_by_label("Password again").fill(CHOSEN)
    alva.get_by_role("button", name="This is me: set the password and sign in").click()
    expect(alva).to_have_url(re.compile("/home/$"))
    again = open_page(width=360)
    again.goto(link[0])
    expect(again.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    look(again)
    sign_in(again, "alva@clinic.example", CHOSEN)


def asks_to_join(open_page: Opener) -> Page:
    """Tessa signs up, confirms her address, and says where she works."""
    page = open_page(width=360)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="I am on no roster: sign up and ask to join").click()
    look(page)
    page.get_by_label("E-mail address").fill("tessa@home.example")
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Sign up").click()
    mail = OutboxMail.objects.get(to="tessa@home.example")
    link = re.search(r"/accounts/confirm-email/\S+/", mail.text)
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Yes, confirm").click()
    if "/accounts/login" in page.url:
        sign_in(page, "tessa@home.example", CHOSEN)
    page.goto("/home/")
    look(page)
    page.get_by_role("link", name="Say where I work").click()
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    look(page)
    page.get_by_label("Your full name").fill("Tessa Anne Lowe")
    page.get_by_label("Your agency").select_option(label="South East Regional Health Authority")
    page.get_by_label("Your staff number").fill("N7777")
    page.get_by_label("Your post").select_option(label="Nurse")
    page.get_by_label("Where do you work?").fill("Hill Top Clinic, St Thomas")
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("heading", name="Your request is waiting")).to_be_visible()
    look(page)
    return page


def test_a_request_to_join_is_accepted(open_page: Opener, focal: User) -> None:
    tessa = asks_to_join(open_page)
    keeper = open_page(width=768)
    sign_in(keeper, "grant@serha.example")
    keeper.get_by_role("link", name="1 person asks to join").click()
    look(keeper)
    keeper.get_by_role("link", name="Tessa Anne Lowe").click()
    look(keeper)
    keeper.get_by_role("button", name="Accept").click()
    expect(keeper.get_by_text("There is a problem")).to_be_visible()
    look(keeper)
    keeper.get_by_label("Workplace").select_option(label="Hill Top Clinic")
    keeper.get_by_role("button", name="Accept").click()
    expect(keeper.get_by_text("They are on your roster now")).to_be_visible()
    expect(keeper.get_by_text("Nobody waits")).to_be_visible()
    look(keeper)
    tessa.goto("/home/")
    expect(tessa.get_by_text("Nurse, Hill Top Clinic, St Thomas")).to_be_visible()
    expect(tessa.get_by_text("You are not on a roster yet")).to_have_count(0)
    later = open_page(width=360)
    sign_in(later, "SERHA/N7777", CHOSEN)


def test_a_refused_person_reads_why(open_page: Opener, focal: User) -> None:
    tessa = asks_to_join(open_page)
    keeper = open_page(width=1280)
    sign_in(keeper, "grant@serha.example")
    keeper.goto("/people/requests/")
    keeper.get_by_role("link", name="Tessa Anne Lowe").click()
    keeper.get_by_label("Reason").select_option(
        label="The details do not fit what the agency has on file"
    )
    keeper.get_by_label("What should they do?").fill("Your number has a 4 in it.")
    keeper.get_by_role("button", name="Refuse").click()
    expect(keeper.get_by_text("The request is refused")).to_be_visible()
    tessa.goto("/home/")
    expect(tessa.get_by_text("Your number has a 4 in it.")).to_be_visible()
    look(tessa)
    tessa.get_by_role("link", name="Correct it and ask again").click()
    expect(tessa.get_by_label("Where do you work?")).to_have_value("Hill Top Clinic, St Thomas")
    look(tessa)


def test_another_agencys_focal_person_finds_nothing_there(open_page: Opener, focal: User) -> None:
    asks_to_join(open_page)
    foreign = make_person("Devon Bailey")
    make_user("focal", agency=make_agency("MOE"), person=foreign, email="bailey@moe.example")
    page = open_page(width=768)
    sign_in(page, "bailey@moe.example")
    request = User.objects.get(email="tessa@home.example").join_requests.get()
    record = StaffRecord.objects.get(number="N1234")
    for address in (f"/people/requests/{request.uuid}/", f"/people/{record.person.uuid}/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        look(page)
    for address in ("/people/requests/", "/people/sign-ins/", "/people/duplicates/"):
        page.goto(address)
        expect(page.get_by_role("main")).not_to_contain_text(re.compile("Tessa|Marva|Alva"))
        look(page)


def test_deciding_about_two_records(open_page: Opener, focal: User) -> None:
    from people.duplicates.actions import note_pair

    twin = make_staff_record(make_person("Marva Delphine Brown"), make_agency("MOE"))
    note_pair(first=StaffRecord.objects.get(number="N1234").person, second=twin.person)
    make_user("admin", person=make_person("Kerry-Ann Phillips"), email="admin@tip.example")
    page = open_page(width=360)
    sign_in(page, "admin@tip.example")
    page.get_by_role("button", name="People who may be one").click()
    look(page)
    page.get_by_role("link", name="Marva Delphine Brown and Marva Delphine Brown").click()
    look(page)
    page.get_by_role("button", name="One person").click()
    expect(page.get_by_text("They are one person now.")).to_be_visible()
    page.goto("/people/duplicates/?state=same")
    page.get_by_role("link", name="Marva Delphine Brown and Marva Delphine Brown").click()
    look(page)
    page.get_by_role("button", name="Take the decision back").click()
    look(page)
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("The decision is taken back.")).to_be_visible()
