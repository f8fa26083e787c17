"""Many workplaces are folded by parish; few are a table; the CSV is whole either way."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coverage.folding import FEW, MOST_IN_FOLD
from tests.factories.certificates import ISSUED, make_certificate
from tests.factories.coverage import make_requirement
from tests.factories.people import (
    make_agency,
    make_area,
    make_establishment,
    make_posting,
    make_user,
    make_workplace,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(ISSUED + timedelta(days=53), tick=False):
        yield


@pytest.fixture
def secretariat(client: Client) -> Client:
    client.force_login(make_user("secretariat"))
    return client


def build(**numbers: int) -> None:
    """So many schools in each parish; the first of all has somebody certified."""
    agency = make_agency("MOE")
    make_establishment(agency=agency, filled=500, funded=500)
    for parish, count in numbers.items():
        area = make_area(parish, parish.title())
        for number in range(count):
            place = make_workplace(
                f"{parish}-{number}", f"School {parish} {number:02}", agency, area
            )
            make_establishment(workplace=place, filled=5, funded=5)
            if parish == "portland" and not number:
                make_certificate(make_posting(workplace=place).staff_record.person)
    make_requirement(agencies=[agency])


def page(client: Client, **chosen: str) -> str:
    return client.get("/coverage/", chosen).content.decode()


def test_few_workplaces_are_one_table(secretariat: Client) -> None:
    build(portland=FEW // 2, trelawny=FEW // 2)
    text = page(secretariat)
    assert "fl-fold" not in text
    assert "School portland 00" in text


def test_many_are_folded_and_each_fold_says_what_is_in_it(secretariat: Client) -> None:
    build(portland=FEW // 2, trelawny=FEW // 2 + 1)
    text = page(secretariat)
    assert text.count('class="govuk-details fl-fold"') == 2
    assert "9 of 10 workplaces have nobody" in text
    assert "11 of 11 workplaces have nobody" in text
    only = page(secretariat, only="nobody")
    assert "School portland 01" in only
    assert "School portland 00" not in only


def test_one_parish_is_a_table_however_many(secretariat: Client) -> None:
    build(portland=FEW + 5, trelawny=1)
    text = page(secretariat, parish="portland")
    assert "fl-fold" not in text
    assert f"School portland {FEW + 4:02}" in text


def test_a_large_fold_leads_on_and_the_csv_is_whole(secretariat: Client) -> None:
    build(portland=MOST_IN_FOLD + 3, trelawny=2)
    text = page(secretariat, only="nobody")
    assert f"See all {MOST_IN_FOLD + 2}" in text
    assert "parish=portland&amp;only=nobody#workplaces" in text
    rows = b"".join(secretariat.get("/coverage.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert rows.count("School ") == MOST_IN_FOLD + 5


def test_folding_costs_no_queries(secretariat: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(secretariat)
        return len(queries)

    build(portland=2, trelawny=2)
    cost()
    few = cost()
    agency, area = make_agency("MOE"), make_area("portland", "Portland")
    for number in range(FEW * 2):
        make_establishment(
            workplace=make_workplace(f"more-{number}", f"More {number}", agency, area)
        )
    assert "fl-fold" in page(secretariat)
    assert cost() == few
