"""What is decided by hand around a certificate: the printed name, and issuing. On a phone, without scripts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from certificates.models import Certificate
from certificates.serials import grouped
from courses.models import Course, EditionLesson
from foundation.audit.actors import SYSTEM
from people.actions import let_see_names
from people.models import Person, User
from tests.e2e.conftest import assert_accessible
from tests.factories.assessments import make_bank, make_enrolment, make_quiz
from tests.factories.certificates import make_programme
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_person,
    make_staff_record,
    make_user,
)

Opener = Callable[..., Page]
FRONT = "/learn/first-steps/quiz/final-quiz/"
# Where to put pictures of the pages, if anybody wants to look.
PICTURES = os.environ.get("FIRSTLINE_PICTURES")


def look(page: Page, name: str) -> None:
    """Reachable for everyone, and nothing scrolls sideways."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def sign_in(page: Page, login: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address or staff number").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).not_to_have_url("/accounts/login/")


@pytest.fixture
def quiz() -> EditionLesson:
    """A quiz that earns a certificate."""
    make_bank()
    made = make_quiz()
    assert Course.objects.get() == make_programme(edition=made.edition).course
    return made


@pytest.fixture
def nurse(quiz: EditionLesson) -> User:
    person = make_person("Marva Delphine Browne")
    make_staff_record(person, make_agency("SERHA"))
    user = make_user(person=person, email="marva@serha.example")
    make_enrolment(user, quiz)
    return user


def test_a_name_is_confirmed_by_one_click(open_page: Opener, nurse: User) -> None:
    page = open_page(width=360, javascript=False)
    sign_in(page, "marva@serha.example")
    page.goto(FRONT)
    expect(page.get_by_role("heading", name="Is this your name?")).to_be_visible()
    look(page, "front")
    page.get_by_role("button", name="Yes, it is right").click()
    expect(page.get_by_text("Your name is confirmed.")).to_be_visible()
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible()
    expect(page.get_by_role("heading", name="Is this your name?")).to_have_count(0)


def test_a_name_is_disputed_and_the_focal_person_corrects_it(
    open_page: Opener, nurse: User
) -> None:
    person = make_person("Paulette Grant")
    make_user("focal", agency=make_agency("SERHA"), person=person, email="grant@serha.example")
    page = open_page(width=360, javascript=False)
    sign_in(page, "marva@serha.example")
    page.goto(FRONT)
    page.get_by_role("link", name="No, it is wrong").click()
    look(page, "name")
    page.get_by_role("button", name="Send to my agency").click()
    expect(page.get_by_role("link", name="Say why, in a few words.")).to_be_visible()
    look(page, "name-problem")
    page.get_by_label("Your name as it should be printed").fill("Marva Delphine Brown")
    page.get_by_label("Why?").fill("It has one letter too many.")
    page.get_by_role("button", name="Send to my agency").click()
    expect(page.get_by_text("Your agency is told")).to_be_visible()
    expect(page.get_by_role("button", name="Start the quiz")).to_be_visible()
    page.goto("/record/name/")
    look(page, "name-waiting")

    keeper = open_page(width=768, javascript=False)
    sign_in(keeper, "grant@serha.example")
    keeper.goto("/home/")
    look(keeper, "home")
    keeper.get_by_role("link", name="Names that people dispute: 1").click()
    look(keeper, "disputes")
    keeper.get_by_role("link", name="Marva Delphine Browne").click()
    look(keeper, "dispute")
    keeper.get_by_label("Do not keep the name of before").check()
    keeper.get_by_role("button", name="Accept: correct the name").click()
    expect(keeper.get_by_text("Decided, and the person is told.")).to_be_visible()
    expect(keeper.get_by_role("heading", name="Nobody waits")).to_be_visible()
    assert Person.objects.get(pk=nurse.person_id).legal_name == "Marva Delphine Brown"
    page.goto("/record/name/")
    look(page, "name-accepted")


def make_officer(name: str, email: str) -> None:
    user = make_user("secretariat", person=make_person(name), email=email)
    let_see_names(by=SYSTEM, user=user, allowed=True)


def test_a_certificate_is_issued_by_hand_by_two_officers(open_page: Opener, nurse: User) -> None:
    make_officer("Sharon Dawkins", "dawkins@tip.example")
    make_officer("Winston Marsh", "marsh@tip.example")
    number = str(nurse.person.staff_records.get()) if nurse.person else ""
    page = open_page(width=360, javascript=False)
    sign_in(page, "dawkins@tip.example")
    page.goto("/register/by-hand/")
    look(page, "by-hand-empty")
    page.get_by_role("button", name="Propose a certificate").click()
    look(page, "by-hand-who")
    page.get_by_label("Agency code and staff number").fill(number)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Marva Delphine Browne")).to_be_visible()
    page.get_by_label("Certificate", exact=True).select_option("Child screening")
    page.get_by_label("They passed the final quiz on paper, under supervision.").check()
    page.get_by_label("Where is the evidence kept?").fill("File 12, sheet 4: 18 of 20.")
    look(page, "by-hand-propose")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("Another officer decides")).to_be_visible()
    look(page, "by-hand-waits")

    second = open_page(width=768, javascript=False)
    sign_in(second, "marsh@tip.example")
    second.goto("/register/")
    second.get_by_role("link", name="1 proposal to issue by hand waits").click()
    look(second, "by-hand-list")
    second.get_by_role("link", name="Marva Delphine Browne").click()
    look(second, "by-hand-decide")
    second.get_by_role("button", name="Agree: issue it").click()
    made = Certificate.objects.get()
    second.get_by_role("link", name=f"Open {made.serial} in the register").click()
    expect(second.get_by_text("File 12, sheet 4: 18 of 20.")).to_be_visible()
    look(second, "by-hand-entry")
    stranger = open_page(width=360, javascript=False)
    stranger.goto(f"/verify/{grouped(made.code)}/")
    expect(stranger.get_by_text("Accepted by two officers of the issuer")).to_be_visible()
    look(stranger, "by-hand-verify")


def test_earlier_certificates_are_recorded_from_a_list(open_page: Opener, nurse: User) -> None:
    assert nurse.person is not None
    number = str(nurse.person.staff_records.get())
    make_user("secretariat", person=make_person("Sharon Dawkins"), email="dawkins@tip.example")
    page = open_page(width=360, javascript=False)
    sign_in(page, "dawkins@tip.example")
    page.goto("/register/earlier/")
    look(page, "earlier-empty")
    page.get_by_role("button", name="Send a list").click()
    look(page, "earlier-send")
    head = "Staff number,Certificate,Issued by,Certificate number,Issued on,Valid until"
    lines = [
        f"{number},Child protection,Training College,77/2019,2019-06-28,",
        "SERHA/99999,A,B,,,",
    ]
    page.get_by_label("File").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": "\n".join([head, *lines]).encode()}
    )
    page.get_by_role("button", name="Send and check").click()
    look(page, "earlier-file")
    page.get_by_role("button", name="Record 1 certificate").click()
    expect(page.get_by_text("1 certificate is recorded.")).to_be_visible()
    look(page, "earlier-list")
    page.goto("/register/earlier/add/")
    look(page, "earlier-add")

    holder = open_page(width=360, javascript=False)
    sign_in(holder, "marva@serha.example")
    holder.goto("/record/")
    expect(holder.get_by_text("Recorded, not issued here")).to_be_visible()
    look(holder, "earlier-record")
    holder.get_by_role("link", name="Transcript with hours of learning").click()
    expect(holder.get_by_text("Recorded, not issued here")).to_be_visible()
    look(holder, "earlier-transcript")
