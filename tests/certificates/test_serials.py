"""Serials catch a misread character; codes survive being typed badly."""

import pytest

from certificates.serials import (
    CODE_ALPHABET,
    ISO_7064_ALPHABET,
    check_character,
    grouped,
    is_serial,
    new_code,
    normalised,
    serial,
)


def test_the_standard_s_own_example() -> None:
    """The Global Release Identifier, which uses this algorithm, prints A1-2425G-ABC1234002-M."""
    assert check_character("A12425GABC1234002") == "M"


def test_a_serial_reads_as_issuer_year_number_check() -> None:
    made = serial("TIP", 2026, 417)
    assert made.startswith("TIP-2026-000417-")
    assert is_serial(made)


@pytest.mark.parametrize("place", [0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 16])
def test_every_single_wrong_character_is_caught(place: int) -> None:
    made = serial("TIP", 2026, 417)
    wrong = [
        made[:place] + other + made[place + 1 :]
        for other in ISO_7064_ALPHABET
        if other != made[place]
    ]
    assert [text for text in wrong if is_serial(text)] == []


@pytest.mark.parametrize("text", ["", "TIP", "TIP-2026-000417", "TIP-2026-000417-", "tip-2026-1-x"])
def test_other_shapes_are_no_serials(text: str) -> None:
    assert not is_serial(text)


def test_codes_hold_80_bits_and_differ() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {16}
    assert len(CODE_ALPHABET) == 32
    assert set("".join(codes)) <= set(CODE_ALPHABET)


def test_a_code_survives_bad_typing() -> None:
    assert grouped("7K3M9QZT2F8H0W41") == "7K3M-9QZT-2F8H-0W41"
    assert normalised(" 7k3m 9qzt-2f8h–oWal".replace("a", "4")) == "7K3M9QZT2F8H0W41"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M9QZT2F8H0W4U", "7K3M9QZT2F8H0W411", "ä" * 16])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normalised(typed) == ""
