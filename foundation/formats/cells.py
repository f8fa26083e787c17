"""What a cell says: a text, a day, a count. Pure: no clock, no database."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from openpyxl.utils.datetime import from_excel

from foundation.formats.tables import Fault, Value

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_MONTH_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]+)\.?,?[-/. ]+(\d{4})")
# 1954 to 2119 as spreadsheets count days: a number outside is no day of service.
_SERIALS = range(20_000, 80_000)
# What our own CSV puts before a cell that a spreadsheet would run.
_NEUTRALISED = re.compile(r"'(?=\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|'?[\t\r\n])")


class NoDay(ValueError):
    """The cell is no day. The message is a code: "year" (two digits), "month", or "day"."""


def as_text(value: Value) -> str:
    """The cell as one line of text, as a person sees it; empty for a fault.

    Whole numbers lose the decimals that spreadsheets give them (123.0), and text the apostrophe that
    our own CSV puts before signs that begin a formula.
    """
    if value is None or isinstance(value, Fault):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        value = value.date() if value.time() == dt.time() else value
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    if "'" in text:
        text = _NEUTRALISED.sub("", text, count=1)
    return " ".join(text.split())


def as_code(value: Value) -> str:
    """Like `as_text`, for numbers that are names: text such as "123.0" loses its decimals too."""
    text = as_text(value)
    return re.sub(r"^(\d+)\.0+$", r"\1", text) if "." in text else text


def as_day(value: Value) -> dt.date | None:
    """The day in a cell, None if it is empty. Raises NoDay.

    Days as text are read as 2020-04-01, 1/4/2020 (the day first), 1 April 2020 or 01-Apr-2020, and
    bare numbers as spreadsheets count days.
    """
    if isinstance(value, Fault):
        raise NoDay("day")
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = as_code(value)
    if not text:
        return None
    if re.fullmatch(r"\d{5}", text, re.ASCII) and int(text) in _SERIALS:
        return from_excel(int(text)).date()
    return _day_in(text)


@lru_cache(maxsize=4096)
def _day_in(text: str) -> dt.date:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _MONTH_NAMED.fullmatch(text):
        day, year = int(found[1]), int(found[3])
        month = _MONTHS.get(found[2].lower(), 0)
    else:
        short = re.fullmatch(r"\d{1,2}[-/. ]+\w+[-/. ]+\d{2}", text)
        raise NoDay("year" if short else "day")
    if not 1 <= month <= 12:
        raise NoDay("month")
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NoDay("day") from error


def as_count(value: Value) -> int | None:
    """A whole number of zero or more, None if the cell is empty. Raises ValueError."""
    text = as_code(value).replace(",", "").replace("\u202f", "").replace(" ", "")
    if not text:
        if isinstance(value, Fault):
            raise ValueError(value.kind)
        return None
    if not re.fullmatch(r"\d{1,7}", text, re.ASCII):
        raise ValueError(text)
    return int(text)


def label_key(text: str) -> str:
    """A heading as it is compared: "Staff No. *" and "staff_no" are the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))
