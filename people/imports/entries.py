"""From the cells of a row to what it says, or to what is wrong with it, cell by cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from foundation.formats.cells import NoDay, as_code, as_count, as_day, as_text
from foundation.formats.tables import Fault, Value
from people.imports.places import NotFound, Places, place_key
from people.imports.verdicts import Entry, Problem
from people.rules import normal_name, normal_number

_SEXES = {
    **dict.fromkeys(["f", "female", "woman", "w"], "female"),
    **dict.fromkeys(["m", "male", "man"], "male"),
    **dict.fromkeys(["not stated", "unknown", "n a", "x"], "not_stated"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
LONGEST = {"legal_name": 120, "call_name": 60, "email": 254}
SHOWN = 80
# Nobody who works today began before this year; nothing is planned for longer than these years.
_EARLIEST = 1940
YEARS_AHEAD = 10
_NO_DAYS = frozenset([date.min, date.max])


@dataclass
class Cells:
    """The cells of one row by the column they belong to, and the problems found in them."""

    values: Mapping[str, Value]
    problems: list[Problem] = field(default_factory=list)

    def text(self, column: str) -> str:
        """The cell's text. A formula without a value or an error value is a problem."""
        value = self.values.get(column)
        if isinstance(value, Fault):
            self.wrong(column, value.kind, value.text)
        return as_text(value)

    def read(self, column: str, read: Callable[[str], Any], code: str) -> Any:
        """`read` of the cell's text, or None for an empty cell or one that is refused."""
        text = self.text(column)
        if not text:
            return None
        if len(text) > LONGEST.get(column, 200):
            self.wrong(column, "long", str(LONGEST.get(column, 200)))
            return None
        found = read(text)
        if found is None:
            self.wrong(column, code, text)
        return found

    def place(self, column: str, find: Callable[[str], Any]) -> Any:
        """What `find` gives for the cell's text, or None with a problem."""
        text = self.text(column)
        if not text:
            return None
        try:
            return find(text)
        except NotFound as error:
            self.wrong(column, error.code, text, error.near)
            return None

    def day(self, column: str) -> date | None:
        """The day in the cell. What other programs write for "no day" counts as an empty cell."""
        value = self.values.get(column)
        try:
            found = as_day(value)
            if found is None or found in _NO_DAYS:
                return None
            if not _EARLIEST <= found.year <= timezone.localdate().year + YEARS_AHEAD:
                raise NoDay("range")
            return found
        except NoDay as error:
            kind = value.kind if isinstance(value, Fault) else f"day_{error}"
            self.wrong(column, kind, as_text(value))
            return None

    def required(self, column: str, found: object) -> None:
        """A problem, unless something was found or another problem says why not."""
        if found is None and not any(problem.column == column for problem in self.problems):
            self.wrong(column, "empty")

    def wrong(self, column: str, code: str, value: str = "", near: str = "") -> None:
        self.problems.append(Problem(column, code, value[:SHOWN], near))


def number_in(values: Mapping[str, Value]) -> str | None:
    """The staff number of a row as it is stored; None if it has none that can be."""
    return normal_number(as_code(values.get("number")))


def read_person_row(
    line: int, values: Mapping[str, Value], places: Places
) -> Entry | list[Problem]:
    """A row of a roster."""
    cells = Cells(values)
    number = cells.read("number", lambda text: normal_number(as_code(text)), "number")
    cells.required("number", number)
    details = _details(cells)
    cadre = cells.place("cadre", places.cadre)
    cells.required("cadre", cadre)
    area = cells.place("area", places.area)
    workplace = cells.place(
        "workplace", lambda text: places.workplace(text, area[1] if area else "")
    )
    cells.required("workplace", workplace)
    unit = cells.place("unit", places.unit)
    starts_on, ends_on = cells.day("starts_on"), cells.day("ends_on")
    if cells.problems:
        return cells.problems
    return Entry(
        line, number, details, workplace.pk, cadre, unit or workplace.agency, starts_on, ends_on
    )


def _details(cells: Cells) -> dict[str, str]:
    """What the row says about the person; what is left empty is not named."""
    legal_name = cells.read("legal_name", normal_name, "name")
    if "legal_name" not in cells.values:
        parts = [cells.read(column, normal_name, "name") for column in ("first_name", "last_name")]
        legal_name = " ".join(part for part in parts if part) or None
        if legal_name and len(legal_name) > LONGEST["legal_name"]:
            cells.wrong("last_name", "long", str(LONGEST["legal_name"]))
        cells.required("last_name", legal_name)
    else:
        cells.required("legal_name", legal_name)
    found = {
        "legal_name": legal_name,
        "call_name": cells.read("call_name", normal_name, "name"),
        "sex": cells.read("sex", lambda text: _SEXES.get(place_key(text)), "sex"),
        "language": cells.read("language", _language, "language"),
        "email": cells.read("email", _email, "email"),
    }
    return {name: value for name, value in found.items() if value}


def _language(text: str) -> str | None:
    if text.lower() == "english":
        return "en"
    return text if len(text) <= 10 and _LANGUAGE.fullmatch(text) else None


def _email(text: str) -> str | None:
    address = text.removeprefix("mailto:").strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address


@dataclass(frozen=True)
class Count:
    """One row of a file of head-counts, understood."""

    line: int
    agency: int
    area: int | None
    workplace: int | None
    cadre: int
    counted_on: date
    funded: int
    filled: int

    @property
    def level(self) -> tuple[int, int | None, int | None, int, date]:
        """What is counted, and on which day."""
        return (self.agency, self.area, self.workplace, self.cadre, self.counted_on)


def read_count_row(
    line: int, values: Mapping[str, Value], places: Places, as_of: date
) -> Count | list[Problem]:
    """A row of head-counts: of the agency or a unit, of it in an area, or of a workplace."""
    cells = Cells(values)
    cadre = cells.place("cadre", places.cadre)
    cells.required("cadre", cadre)
    area = cells.place("area", places.area)
    workplace = cells.place(
        "workplace", lambda text: places.workplace(text, area[1] if area else "")
    )
    unit = cells.place("unit", places.unit)
    counted_on = cells.day("counted_on") or as_of
    funded, filled = _count(cells, "funded"), _count(cells, "filled")
    if cells.problems:
        return cells.problems
    agency = unit or (workplace.agency if workplace else places.agency.pk)
    level_area = area[0] if area and not workplace else None
    return Count(
        line,
        agency,
        level_area,
        workplace.pk if workplace else None,
        cadre,
        counted_on,
        funded or 0,
        filled or 0,
    )


def _count(cells: Cells, column: str) -> int | None:
    value = cells.values.get(column)
    try:
        found = as_count(value)
    except ValueError:
        kind = value.kind if isinstance(value, Fault) else "count"
        cells.wrong(column, kind, as_text(value))
        return None
    cells.required(column, found)
    return found
