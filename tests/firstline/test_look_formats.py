"""Dates and times are written as our readers write them."""

from datetime import date, datetime

from django.template import Context, Template
from django.utils import translation


def shown(template: str, **values: object) -> str:
    with translation.override("en"):
        return Template(template).render(Context(values))


def test_dates_are_british() -> None:
    assert shown("{{ day }}", day=date(2026, 10, 2)) == "2 October 2026"
    assert shown("{{ day|date:'MONTH_DAY_FORMAT' }}", day=date(2026, 10, 2)) == "2 October"


def test_times_have_24_hours() -> None:
    at = datetime(2026, 10, 2, 22, 5)
    assert shown("{{ at|time }}", at=at) == "22:05"
    assert shown("{{ at }}", at=at) == "2 October 2026, 22:05"


def test_large_numbers_in_attributes_stay_numbers() -> None:
    assert shown("{{ n }}", n=12345) == "12345"
