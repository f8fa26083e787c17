"""Staff sign-ins as people type them, and who hands out which role."""

from datetime import date

import pytest

from people.rules import last_day_before, may_grant, normal_name, normal_number, staff_login


@pytest.mark.parametrize(
    "typed", ["MOE/12345", "moe/12345", " MOE / 12 345 ", "moe /12345", "Moe/ 12345"]
)
def test_a_staff_login_is_read_however_it_is_typed(typed: str) -> None:
    assert staff_login(typed) == ("MOE", "12345")


@pytest.mark.parametrize(
    "typed", ["", "MOE", "MOE12345", "/12345", "MOE/", "MOE/123", "MOE/1/2345", "a@b.example/12345"]
)
def test_what_is_no_staff_login_is_none(typed: str) -> None:
    assert staff_login(typed) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1234", "1234"),
        ("12345678", "12345678"),
        ("ab 12", "AB12"),
        ("123", None),
        ("123456789", None),
        ("12-45", None),
    ],
)
def test_staff_numbers_have_four_to_eight_letters_or_digits(typed: str, stored: str | None) -> None:
    assert normal_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Marcia   A. Campbell ", "Marcia A. Campbell"),
        ("Zoe\u0308 O’Connor-N'Dour\r\n", "Zo\u00eb O’Connor-N'Dour"),
        ("\u0646\u06cc\u200c\u06a9", "\u0646\u06cc\u200c\u06a9"),
        ("\u674e\u96f7", "\u674e\u96f7"),
        ("", None),
        ("12345", None),
        ("\u200b", None),
        ("\u3164", None),
        ("\u202elleb pmaC", None),
        ("Marcia\u2066 Campbell", None),
        ("Marcia\x00", None),
        ("Marcia\x1b[31m", None),
    ],
)
def test_a_name_is_stored_as_it_reads_or_not_at_all(typed: str, stored: str | None) -> None:
    assert normal_name(typed) == stored


def test_the_last_day_before_a_transfer() -> None:
    assert last_day_before(date(2026, 3, 1), started=date(2026, 1, 1)) == date(2026, 2, 28)
    assert last_day_before(date(2026, 3, 1), started=date(2026, 2, 28)) == date(2026, 2, 28)
    assert last_day_before(date(2026, 3, 1), started=date(2026, 3, 1)) is None


def test_nobody_gives_a_role_above_their_own() -> None:
    assert may_grant(frozenset(["admin"]), "admin")
    assert may_grant(frozenset(["secretariat"]), "focal")
    assert not may_grant(frozenset(["secretariat"]), "secretariat")
    assert may_grant(frozenset(["focal"]), "supervisor")
    assert not may_grant(frozenset(["focal"]), "focal")
    assert not may_grant(frozenset(["trainer", "specialist", "legal", "supervisor"]), "supervisor")
