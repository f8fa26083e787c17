"""A course taken elsewhere comes into a record; a change has certificates renewed early; a paper is tried in its form.

A nurse on a phone without scripts, a focal person and an officer at a desk. Every page visited passes axe.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from certificates.models import Programme
from certificates.presenters import day_text
from people.models import User
from tests.e2e.conftest import assert_accessible
from tests.e2e.quiz_journey import Journey
from tests.factories.certificates import make_certificate, make_edition, make_programme
from tests.factories.people import (
    make_agency,
    make_person,
    make_posting,
    make_staff_record,
    make_user,
    make_workplace,
)

OpenPage = Callable[..., Page]
SignIn = Callable[..., Journey]
TITLE = "Trauma-informed care"


@pytest.fixture
def nurse() -> User:
    person, agency = make_person("Marcia A. Campbell"), make_agency("SERHA")
    make_posting(make_staff_record(person, agency=agency), make_workplace(agency=agency))
    return make_user(person=person, email="nurse@example.org")


@pytest.fixture
def officer() -> User:
    return make_user("secretariat", email="officer@example.org")


@pytest.fixture
def sign_in(open_page: OpenPage) -> SignIn:
    """Signed in, at this address: `sign_in(user, "/record/", width=360)`."""

    def signed_in(user: User, onward: str, **how: object) -> Journey:
        journey = Journey(open_page(**how), user)
        journey.signs_in(onward)
        journey.fits()
        return journey

    return signed_in


def test_a_nurse_claims_a_course_and_her_focal_person_accepts(nurse: User, sign_in) -> None:
    focal = make_user("focal", agency=make_agency("SERHA"), email="focal@example.org")
    phone = sign_in(nurse, "/record/", width=360, javascript=False)
    page = phone.page
    page.get_by_role("link", name="Add a course that you took elsewhere").click()
    phone.presses("Send it")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    phone.fits()
    page.get_by_label("Name of the course").fill(TITLE)
    page.get_by_label("Who gave it?").fill("University of the Harbour")
    page.get_by_label("Last day of the course").fill("2026-05-04")
    page.get_by_label("Hours by category").fill("Care: 4\nLaw: 1.5")
    proof = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%proof"}
    page.get_by_label("File that proves it").set_input_files(proof)
    phone.presses("Send it")
    expect(page.get_by_text("Waits for the focal person")).to_be_visible()
    phone.fits()

    desk = sign_in(focal, "/notices/")
    desk.page.get_by_role("link", name="Courses that people took elsewhere wait for you").click()
    desk.sees("Courses taken elsewhere")
    desk.page.get_by_role("link", name=f"Marcia A. Campbell: {TITLE}").click()
    desk.sees(TITLE)
    with desk.page.expect_download() as fetched:
        desk.page.get_by_role("link", name="Download the proof").click()
    assert fetched.value.path().read_bytes() == proof["buffer"]
    desk.page.get_by_label("Accept it", exact=True).check()
    desk.presses("Decide")
    expect(desk.page.get_by_text("Decided. Its holder is told.")).to_be_visible()
    desk.fits()

    page.goto("/record/transcript/")
    phone.sees("Transcript")
    expect(page.get_by_text("Not issued here", exact=True)).to_be_visible()
    expect(page.get_by_text("5.5 (Care 4, Law 1.5)")).to_be_visible()


def test_a_change_is_seen_decided_and_told(nurse: User, officer: User, sign_in) -> None:
    make_certificate(nurse.person, issued_at=timezone.now() - timedelta(days=30))
    make_edition(number=2)
    due = timezone.localdate() + timedelta(days=120)
    desk = sign_in(officer, "/register/")
    page = desk.page
    page.get_by_role("link", name="Have certificates renewed after a change").click()
    desk.sees("Renewal after a change")
    page.get_by_role("link", name="See who a change affects").click()
    desk.sees("Who a change affects")
    page.get_by_label("What has changed?").select_option(index=1)
    page.get_by_label("To be renewed by").fill(due.isoformat())
    desk.presses("Show who is affected")
    desk.sees("1 certificate would fall due")
    desk.presses("Decide")
    expect(page.get_by_text("There is a problem")).to_be_visible()
    desk.fits()
    page.get_by_label("Why?").fill("The law has changed.")
    desk.presses("Decide")
    expect(page.get_by_text("The law has changed.")).to_be_visible()
    desk.fits()

    phone = sign_in(nurse, "/record/", width=360, javascript=False)
    expect(phone.page.get_by_text(f"Renew by {day_text(due)}")).to_be_visible()
    phone.page.get_by_role("link", name="Renew it: pass the quiz of the course again").click()
    phone.fits()


def test_a_paper_is_seen_beside_its_form_and_nothing_is_saved(officer: User, sign_in) -> None:
    programme = make_programme()
    desk = sign_in(officer, "/register/")
    page = desk.page
    page.goto(f"/admin/programmes/edit/{programme.pk}/")
    frame = page.frame_locator("iframe[name=paper-preview]")
    shown = frame.get_by_role("img", name="Specimen of the certificate Child screening")
    expect(shown).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("Seeing what others miss")
    page.get_by_label("Name to try it with").select_option(label="Arabic")
    page.get_by_role("button", name="Show the preview").click()
    name = "Specimen of the certificate Seeing what others miss"
    expect(frame.get_by_role("img", name=name)).to_be_visible()
    page.get_by_role("textbox", name="Title").fill("")
    page.get_by_role("button", name="Show the preview").click()
    expect(frame.get_by_text("This field is required.")).to_be_visible()
    assert_accessible(page)
    assert Programme.objects.get().title == "Child screening"
