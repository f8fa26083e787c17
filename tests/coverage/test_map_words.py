"""The map's message never calls a parish empty in which somebody is certified."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from coverage.parish_map import lowest_text
from coverage.report import Line, Report
from coverage.rules import Tally

NOTHING = Tally(certified=0, filled=9, roster=0, lapsing=0, left_out=0, certified_here=0)
# Certified in a cadre whose heads nobody counted: no share holds them.
UNCOUNTED = Tally(certified=0, filled=9, roster=0, lapsing=0, left_out=1, certified_here=1)
THREE = Tally(certified=3, filled=9, roster=3, lapsing=0, left_out=0, certified_here=3)


@pytest.mark.parametrize(
    ("tallies", "words"),
    [
        ([NOTHING, NOTHING, UNCOUNTED, THREE], "In 2 of 4 parishes nobody is certified."),
        ([UNCOUNTED, NOTHING, THREE], "Lowest: Parish 1, 0%; 0 workplaces with nobody."),
    ],
)
def test_somebody_in_a_cadre_without_a_head_count_is_somebody(
    tallies: list[Tally], words: str
) -> None:
    report = Report(
        day=date(2026, 11, 29),
        total=THREE,
        agencies=[],
        parishes=[Line("parish", str(n), f"Parish {n}", one) for n, one in enumerate(tallies)],
        workplaces=[],
        without=[],
    )
    assert lowest_text(report) == words


@pytest.mark.parametrize(("figure", "shown"), [("", "–"), ("0", "0")])
def test_a_figure_that_nobody_counted_is_a_dash_and_none_is_nought(figure: str, shown: str) -> None:
    row = {"name": "Clinic", "share": "no head-count", "certified": "3", "percent": None}
    rows = [{**row, "filled": figure, "missing": figure}]
    page = render_to_string("coverage/table_rows.html", {"rows": rows, "title": "T", "first": "F"})
    assert page.count(f">{shown}</td>") == 2
