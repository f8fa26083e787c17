"""A focal person sends a roster with errors, mends it, applies it and takes it back."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from people.models import StaffRecord
from tests.e2e.conftest import assert_accessible
from tests.e2e.test_coverage import sign_in
from tests.factories.people import make_agency, make_cadre, make_user, make_workplace

HEADER = "Staff number,Name,Sex,Post,Workplace,Serves there since\n"
ANN = "A1111,Ann Reid,F,Nurse,Hill Top Clinic,2020-04-01\n"


@pytest.fixture
def agency():
    agency = make_agency("SERHA", "South East Regional Health Authority")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    return agency


def looks_right(page: Page) -> None:
    assert_accessible(page)
    assert not page.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")


def send(page: Page, path: Path) -> None:
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Send and check").click()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (360, False)])
def test_a_roster_is_sent_mended_applied_and_taken_back(
    open_page, agency, tmp_path: Path, width: int, javascript: bool
) -> None:
    path = tmp_path / "june.csv"
    path.write_text(HEADER + ANN + "B2222,Bo Shaw,M,Nurse,Hilltop,1/13/2021\n")
    page = open_page(width=width, javascript=javascript)
    sign_in(page, make_user("focal", agency=agency))

    page.goto("/people/")
    page.get_by_role("link", name="Upload a file").click()
    looks_right(page)
    page.get_by_role("link", name="Send a file").first.click()
    looks_right(page)
    send(page, path)
    expect(page.get_by_role("link", name="Errors: 1")).to_be_visible()
    expect(page.get_by_text("Your agency has no workplace “Hilltop”")).to_be_visible()
    expect(page.get_by_text("the day comes first, then the month")).to_be_visible()
    looks_right(page)
    assert not StaffRecord.objects.filter(agency=agency).exists()

    path.write_text(HEADER + ANN + "B2222,Bo Shaw,M,Nurse,Hill Top Clinic,13/1/2021\n")
    page.goto("/people/imports/new/")
    send(page, path)
    expect(page.get_by_role("link", name="New: 2")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Apply 2 changes").click()
    page.goto(page.url)
    expect(page.get_by_text("Changed: 2.")).to_be_visible()
    looks_right(page)
    page.goto("/people/")
    expect(page.get_by_role("link", name="Bo Shaw")).to_be_visible()

    page.goto("/people/imports/")
    looks_right(page)
    page.get_by_role("link", name="june.csv").first.click()
    page.get_by_role("button", name="Take this file back").click()
    page.goto(page.url)
    expect(page.get_by_text("Changes taken back: 2.")).to_be_visible()
    looks_right(page)


def test_a_foreign_agency_finds_nothing_and_columns_are_asked(
    open_page, agency, tmp_path: Path
) -> None:
    path = tmp_path / "june.csv"
    path.write_text("Nr.,Wer,Was,Wo\nA1111,Ann Reid,Nurse,Hill Top Clinic\n")
    page = open_page(width=768)
    sign_in(page, make_user("focal", agency=agency))
    page.goto("/people/imports/new/")
    send(page, path)
    expect(page.get_by_role("heading", level=1)).to_have_text("What are the columns?")
    looks_right(page)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a column for:")
    looks_right(page)
    for heading, choice in [
        ("Nr.", "Staff number"),
        ("Wer", "Name as printed on certificates"),
        ("Was", "Post"),
        ("Wo", "Workplace"),
    ]:
        page.get_by_label(heading, exact=True).select_option(label=choice)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("link", name="New: 1")).to_be_visible()
    address = page.url
    foreign = open_page(width=768)
    sign_in(foreign, make_user("focal", agency=make_agency("JCF")))
    answer = foreign.goto(address)
    assert answer is not None
    assert answer.status == 404
