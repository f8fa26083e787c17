"""Codes for paper: drawn from signs that nobody mistakes, read however they are typed."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.claims.rules import (
    ALPHABET,
    LENGTH,
    MOST_TRIES,
    Standing,
    new_code,
    normal_code,
    shown_code,
    standing,
)
from tests.people.claims.conftest import NOW

codes = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_no_sign_is_taken_for_another() -> None:
    assert not set(ALPHABET) & set("0O1IL5S2Z8B6GUVQ") - {"6", "V"}
    assert len(set(ALPHABET)) == len(ALPHABET) == 20
    assert new_code(lambda signs: signs[0]) == "CCCCCCCC"


@given(codes)
def test_a_printed_code_is_read_back_however_it_is_typed(code: str) -> None:
    assert normal_code(shown_code(code)) == code
    assert normal_code(f"  {code[:2]} {code[2:].lower()}\t") == code


@pytest.mark.parametrize(
    "text", ["", "CCCC-CCC", "CCCC-CCCCC", "CCCC-CCC0", "CCCC_CCCC", "ÇCCC-CCCC"]
)
def test_anything_else_is_none(text: str) -> None:
    assert normal_code(text) is None


@pytest.mark.parametrize(
    ("closed", "tries", "left", "expected"),
    [
        (False, 0, 1, Standing.OPEN),
        (False, MOST_TRIES, 1, Standing.LOCKED),
        (False, 0, 0, Standing.RUN_OUT),
        (True, 0, 1, Standing.OVER),
    ],
)
def test_where_an_invitation_stands(
    closed: bool, tries: int, left: int, expected: Standing
) -> None:
    until = NOW + timedelta(seconds=left)
    assert standing(closed=closed, tries=tries, expires_at=until, now=NOW) is expected
