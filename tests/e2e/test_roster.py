"""A focal person adds one nurse by form, moves her, she leaves and her session ends, she returns."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from foundation.audit.actors import SYSTEM
from people import actions
from people.models import Person
from tests.e2e.conftest import assert_accessible
from tests.factories.people import (
    PASSWORD,
    make_agency,
    make_cadre,
    make_staff_record,
    make_user,
    make_workplace,
)


class Journey:
    """The steps, named as people would tell them."""

    def __init__(self, open_page: Callable[..., Page]) -> None:
        self.open_page = open_page
        self.today = timezone.localdate()

    def given_two_clinics_and_their_focal_person(self) -> None:
        agency = make_agency("SERHA", "Health South East")
        self.first = make_workplace(name="Hill Clinic", agency=agency)
        self.second = make_workplace(name="Harbour Clinic", agency=agency)
        make_cadre()
        make_staff_record(agency=agency, number="F1000")
        make_user("focal", agency=agency, email="focal@firstline.example")

    def sign_in(self, login: str, *, width: int = 1280, javascript: bool = True) -> Page:
        page = self.open_page(width=width, javascript=javascript)
        page.goto("/accounts/login/")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    def when_she_adds_a_nurse_with_a_mistake_first(self, *, width: int, javascript: bool) -> None:
        page = self.sign_in("focal@firstline.example", width=width, javascript=javascript)
        page.goto("/people/")
        assert_accessible(page)
        page.get_by_role("button", name="Add a person").click()
        page.get_by_label("Name as printed on certificates").fill("Nadine Brown")
        page.get_by_label("Staff number").fill("12")
        page.get_by_label("Workplace").select_option("Hill Clinic, St Thomas")
        page.get_by_label("Post").select_option("Nurse")
        started = self.today - timedelta(days=30)
        page.get_by_label("First day there").fill(started.isoformat())
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_role("alert")).to_contain_text("four to eight letters or digits")
        expect(page.get_by_label("Name as printed")).to_have_value("Nadine Brown")
        assert_accessible(page)
        page.get_by_label("Staff number").fill("N1234")
        page.get_by_role("button", name="Add this person").click()
        expect(page.get_by_role("heading", name="Nadine Brown")).to_be_visible()
        assert_accessible(page)
        self.page = page

    def when_she_moves_her(self) -> None:
        self.page.get_by_role("link", name="Move to another place").click()
        self.page.get_by_label("Workplace").select_option("Harbour Clinic, St Thomas")
        moved = self.today - timedelta(days=5)
        self.page.get_by_label("First day there").fill(moved.isoformat())
        assert_accessible(self.page)
        self.page.get_by_role("button", name="Move").click()

    def then_both_posts_are_shown(self) -> None:
        posts = self.page.get_by_role("table", name="Posts")
        expect(posts).to_contain_text("Harbour Clinic, Nurse")
        expect(posts).to_contain_text("Hill Clinic, Nurse")
        history = self.page.get_by_role("region", name="What was entered")
        expect(history).to_contain_text("Posting ended")
        expect(history).to_contain_text("you")

    def given_the_nurse_is_signed_in(self) -> None:
        person = Person.objects.get(legal_name="Nadine Brown")
        actions.open_account(by=SYSTEM, person=person, password=PASSWORD)
        self.phone = self.sign_in("SERHA/N1234", width=360)
        self.phone.wait_for_url("**/home/")

    def when_she_leaves_now(self) -> None:
        self.page.get_by_role("link", name="Enter that they leave").click()
        yesterday = self.today - timedelta(days=1)
        self.page.get_by_label("Last day of work").fill(yesterday.isoformat())
        self.page.get_by_label("Now").check()
        assert_accessible(self.page)
        self.page.get_by_role("button", name="Enter the leaving").click()
        expect(self.page.get_by_role("main")).to_contain_text("Left on")

    def then_her_session_has_ended(self) -> None:
        self.phone.goto("/home/")
        self.phone.wait_for_url("**/accounts/login/**")
        self.phone.locator("[name=login]").fill("SERHA/N1234")
        self.phone.locator("[name=password]").fill(PASSWORD)
        self.phone.get_by_role("button", name="Sign in").click()
        expect(self.phone.get_by_role("alert")).to_contain_text("not right")

    def when_she_comes_back(self) -> None:
        self.page.get_by_role("link", name="Enter that they came back").click()
        self.page.get_by_label("Workplace").select_option("Hill Clinic, St Thomas")
        self.page.get_by_label("Post").select_option("Nurse")
        self.page.get_by_label("First day there").fill(self.today.isoformat())
        self.page.get_by_role("button", name="They are back").click()
        expect(self.page.get_by_role("table", name="Posts")).to_contain_text("Serves here")

    def then_she_signs_in_again(self) -> None:
        again = self.sign_in("SERHA/N1234", width=360)
        again.wait_for_url("**/home/")


def test_one_nurse_by_form(open_page: Callable[..., Page]) -> None:
    journey = Journey(open_page)
    journey.given_two_clinics_and_their_focal_person()
    journey.when_she_adds_a_nurse_with_a_mistake_first(width=1280, javascript=True)
    journey.when_she_moves_her()
    journey.then_both_posts_are_shown()
    journey.given_the_nurse_is_signed_in()
    journey.when_she_leaves_now()
    journey.then_her_session_has_ended()
    journey.when_she_comes_back()
    journey.then_she_signs_in_again()


def test_adding_and_moving_on_a_phone_without_script(open_page: Callable[..., Page]) -> None:
    journey = Journey(open_page)
    journey.given_two_clinics_and_their_focal_person()
    journey.when_she_adds_a_nurse_with_a_mistake_first(width=360, javascript=False)
    journey.when_she_moves_her()
    journey.then_both_posts_are_shown()
