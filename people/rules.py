"""Decisions of `people` as pure functions. `now` is an argument."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

STAFF_NUMBER = re.compile(r"[A-Z0-9]{4,8}")
AGENCY_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")

# Zero-width non-joiner and joiner; letters of Hangul that leave no trace on paper.
_JOINERS = re.compile("[\u200c\u200d]")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset(["Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"])

# Which roles may be handed out by whom. Nobody hands out more than they could do themselves.
GRANTABLE: dict[str, frozenset[str]] = {
    "admin": frozenset(
        ["supervisor", "focal", "trainer", "specialist", "legal", "secretariat", "admin"]
    ),
    "secretariat": frozenset(["supervisor", "focal", "trainer", "specialist", "legal"]),
    "focal": frozenset(["supervisor"]),
}


def normal_number(text: str) -> str | None:
    """A staff number as it is stored: four to eight capital letters or digits. None if it is none."""
    number = re.sub(r"\s+", "", text).upper()
    return number if STAFF_NUMBER.fullmatch(number) else None


def normal_code(text: str) -> str | None:
    """An agency's code as it is stored: a letter, then letters, digits or hyphens. None if it is none."""
    code = re.sub(r"\s+", "", text).upper()
    return code if AGENCY_CODE.fullmatch(code) else None


def normal_name(text: str) -> str | None:
    """A person's name as it is stored: composed, with single spaces. None if it cannot be printed.

    Refused are names without a letter, and signs that nobody sees: with them a name reads other
    than it is stored, or the line of a certificate runs the other way. The two joiners belong to
    the spelling of some scripts.
    """
    if text.isascii() and text.isprintable():
        name = " ".join(text.split())
        return name if any(map(str.isalpha, name)) else None
    name = " ".join(unicodedata.normalize("NFC", text).split())
    unseen = any(
        unicodedata.category(sign) in _UNSEEN or sign in _BLANK_LETTERS
        for sign in _JOINERS.sub("", name)
    )
    return name if any(map(str.isalpha, name)) and not unseen else None


def staff_login(text: str) -> tuple[str, str] | None:
    """Read `CODE/number` as typed, in any case and with stray spaces: (code, number) or None."""
    code_text, slash, number_text = text.partition("/")
    code, number = normal_code(code_text), normal_number(number_text)
    return (code, number) if slash and code and number else None


def last_day_before(on: date, *, started: date) -> date | None:
    """The last day of a posting that is followed by another `on`; None if it had not begun before."""
    last = on - timedelta(days=1)
    return last if last >= started else None


Days = tuple[date, date]


def postponed(due_on: date, since: date, exempt: Iterable[Days]) -> date:
    """A due day moved by the exempt days between `since` and itself, both included.

    Days count once however many exemptions hold them. Moving may reach into a later exemption,
    which then moves it further.
    """
    left = (due_on - since).days
    day = since
    for first, last in sorted(exempt):
        if last < day:
            continue
        free = (max(first, day) - day).days
        if free > left:
            break
        if last == date.max:
            return last
        left -= free
        day = last + timedelta(days=1)
    return day + timedelta(days=min(left, (date.max - day).days))


def may_grant(held: frozenset[str], role: str) -> bool:
    """May somebody with the roles `held` give `role` (scope aside)?"""
    return any(role in GRANTABLE.get(own, frozenset()) for own in held)
