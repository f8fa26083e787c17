"""The coverage page and its CSV: who may see them, and that they say the same."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coverage.actions import add_requirement
from coverage.errors import NothingRequired
from coverage.models import Requirement
from foundation.errors import NotAllowed
from people.models import Agency
from tests.factories.certificates import ISSUED, make_certificate, make_programme
from tests.factories.coverage import STARTS, make_requirement
from tests.factories.people import (
    make_agency,
    make_area,
    make_cadre,
    make_establishment,
    make_posting,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db
PAGE, CSV = "coverage:overview", "coverage:csv"


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(ISSUED + timedelta(days=53), tick=False):
        yield


@pytest.fixture
def country() -> Requirement:
    """Two agencies and two parishes with a workplace each; one person is certified."""
    for code, parish, filled in [("MOE", "St Thomas", 4), ("JCF", "Portland", 3000)]:
        agency = make_agency(code)
        area = make_area(parish.lower().replace(" ", "-"), parish)
        place = make_workplace(f"{code.lower()}-1", f"{code} One", agency, area)
        make_establishment(agency=agency, filled=filled, funded=filled)
        make_establishment(agency=agency, area=area, filled=filled, funded=filled)
        make_establishment(workplace=place, filled=filled, funded=filled)
        if code == "MOE":
            make_certificate(make_posting(workplace=place).staff_record.person)
    return make_requirement(agencies=list(Agency.objects.all()))


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def focal(client: Client, code: str) -> Client:
    client.force_login(make_user("focal", agency=make_agency(code)))
    return client


def csv_of(client: Client, **chosen: str) -> list[dict[str, str]]:
    answer = client.get(reverse(CSV), chosen)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def table_rows(page: str) -> list[tuple[str, list[str]]]:
    """Each table row of the page: its heading, and the cells that say a number."""
    rows = []
    for body in re.findall(r'<tr class="govuk-table__row">(.*?)</tr>', page, re.S):
        cells = re.findall(r'data-label="[^"]+">(.*?)</td>', body, re.S)
        if cells:
            heading = re.search(r"<th[^>]*>(.*?)</th>", body, re.S)
            name = re.sub(
                r"<span.*?</span>|<strong.*?</strong>|<[^>]+>", "", heading[1], flags=re.S
            )
            rows.append((name.strip(), cells))
    return rows


def test_the_secretariat_sees_the_country(secretariat: Client, country) -> None:
    page = secretariat.get(reverse(PAGE)).text
    for expected in [
        "Who is certified to screen",
        "of 3,004 in post",
        "under 1%",
        "of 2 workplaces",
    ]:
        assert expected in page
    assert "Covered" in page
    assert "Nobody certified" in page


def test_most_people_missing_come_first(secretariat: Client, country) -> None:
    names = [name for name, _cells in table_rows(secretariat.get(reverse(PAGE)).text)]
    assert names == ["Agency JCF", "Agency MOE", "Portland", "St Thomas", "JCF One", "MOE One"]


@pytest.mark.parametrize(
    "chosen", [{}, {"agency": "MOE"}, {"parish": "portland"}, {"day": "2026-10-01"}]
)
def test_the_csv_holds_the_numbers_of_the_page(
    secretariat: Client, country, chosen: dict[str, str]
) -> None:
    page = secretariat.get(reverse(PAGE), chosen).text
    shown = {
        name: [cell.replace(",", "").replace("–", "") for cell in cells[1:]]
        for name, cells in table_rows(page)
    }
    rows = [row for row in csv_of(secretariat, **chosen) if row["level"] != "total"]
    if chosen.get("parish"):
        rows = [row for row in rows if row["level"] != "parish"]
    assert shown == {
        row["name"]: [row["certified"], row["head_count"], row["missing"]] for row in rows
    }
    assert shown


def test_the_csv_begins_with_the_total(secretariat: Client, country) -> None:
    total = csv_of(secretariat)[0]
    assert total["level"] == "total"
    assert total["day"] == "2026-11-24"
    assert (total["certified"], total["head_count"], total["per_cent"]) == ("1", "3004", "0")


def test_a_focal_person_sees_the_own_agency_only(client: Client, country) -> None:
    page = focal(client, "MOE").get(reverse(PAGE)).text
    assert "of 4 in post" in page
    assert "25%" in page
    assert "JCF" not in page
    assert {row["code"] for row in csv_of(client)} == {"", "MOE", "st-thomas", "moe-1"}


def test_a_focal_person_cannot_ask_for_another_agency(client: Client, country) -> None:
    page = focal(client, "MOE").get(reverse(PAGE), {"agency": "JCF"}).text
    assert "JCF One" not in page
    assert "There is a problem" in page


@pytest.mark.parametrize("role", [None, "trainer", "specialist"])
@pytest.mark.parametrize("name", [PAGE, CSV])
def test_others_find_no_such_page(client: Client, country, role: str | None, name: str) -> None:
    client.force_login(make_user(role))
    assert client.get(reverse(name)).status_code == 404


def test_strangers_sign_in_first(client: Client, country) -> None:
    assert client.get(reverse(PAGE))["Location"].startswith("/accounts/login/")


def test_drilling_down_leads_to_the_workplaces(secretariat: Client, country) -> None:
    page = secretariat.get(reverse(PAGE)).text
    (href,) = re.findall(r'href="([^"]+)">Agency MOE</a>', page)
    below = secretariat.get(href.replace("&amp;", "&")).text
    assert "MOE One" in below
    assert "JCF One" not in below


def test_the_empty_ones_can_be_listed_alone(secretariat: Client, country) -> None:
    page = secretariat.get(reverse(PAGE), {"only": "nobody"}).text
    names = [name for name, _cells in table_rows(page)]
    assert "JCF One" in names
    assert "MOE One" not in names


def test_a_day_in_the_past_and_none_in_the_future(secretariat: Client, country) -> None:
    assert "Seen on 1 October 2026." in secretariat.get(reverse(PAGE), {"day": "2026-10-01"}).text
    assert csv_of(secretariat, day="2026-10-01")[0]["certified"] == "0"
    refused = secretariat.get(reverse(PAGE), {"day": "2026-11-25"}).text
    assert "Choose today or a day before it." in refused
    assert "Seen on 24 November 2026." in refused


def test_an_alarm_where_the_roster_exceeds_the_head_count(secretariat: Client, country) -> None:
    place = Agency.objects.get(code="MOE").workplaces.get()
    for _number in range(4):
        make_posting(workplace=place)
    page = secretariat.get(reverse(PAGE)).text
    assert "More on the roster than counted" in page
    assert "One of the two is wrong." in page


def test_before_any_requirement_the_page_says_what_to_do(client: Client) -> None:
    client.force_login(make_user("secretariat"))
    page = client.get(reverse(PAGE))
    assert "No requirement yet" in page.text
    assert reverse("requirements:add") in page.text
    assert client.get(reverse(CSV)).status_code == 404


def test_a_focal_person_without_requirement_is_told_so(client: Client, country) -> None:
    page = focal(client, "CPFSA").get(reverse(PAGE)).text
    assert "The Secretariat has not required" in page


def test_the_map_says_its_message_in_words(secretariat: Client, country) -> None:
    page = secretariat.get(reverse(PAGE)).text
    assert "Lowest: Portland, 0%; 1 workplace with nobody." in page
    assert "1 of 1 places" in page
    assert "0 of 1 places" in page
    assert 'role="img"' in page


def test_the_page_costs_the_same_with_more_workplaces(secretariat: Client, country) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert secretariat.get(reverse(PAGE)).status_code == 200
        return len(seen)

    secretariat.get(reverse(PAGE))
    before = cost()
    moe, area = make_agency("MOE"), make_area()
    for number in range(15):
        place = make_workplace(f"more-{number}", agency=moe, area=area)
        make_establishment(workplace=place)
        make_certificate(make_posting(workplace=place).staff_record.person)
    assert len(csv_of(secretariat)) > 20
    assert cost() == before <= 20


# Who may require


def test_only_the_secretariat_requires(country) -> None:
    asked = {
        "title": "Teachers",
        "programme": make_programme(),
        "agencies": [make_agency()],
        "cadres": [make_cadre("teacher")],
        "starts_on": STARTS,
    }
    with pytest.raises(NotAllowed):
        add_requirement(by=make_user("focal", agency=make_agency()), **asked)
    assert add_requirement(by=make_user("secretariat"), **asked).pk


@pytest.mark.parametrize("empty", ["agencies", "cadres"])
def test_a_requirement_asks_somebody(country, empty: str) -> None:
    asked = {"agencies": [make_agency()], "cadres": [make_cadre()], empty: []}
    with pytest.raises(NothingRequired):
        add_requirement(
            by=make_user("secretariat"),
            title="Nobody",
            programme=make_programme(),
            starts_on=date(2026, 4, 1),
            **asked,
        )


@pytest.mark.parametrize(
    "wrong",
    [{"day": "2999-01-01"}, {"agency": "NONE"}, {"parish": "nowhere"}, {"requirement": "0"}],
)
def test_a_csv_of_something_else_is_refused(
    secretariat: Client, country: Requirement, wrong: dict[str, str]
) -> None:
    assert secretariat.get(reverse(CSV), {"day": "2026-10-01"}).status_code == 200
    assert secretariat.get(reverse(CSV), wrong).status_code == 400
    assert secretariat.get(reverse(PAGE), wrong).status_code == 200
