"""Which columns a file may have, and by which headings they are recognised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.formats.cells import label_key

Words = str | Promise


class Kind(models.TextChoices):
    """What a file is about."""

    ROSTER = "roster", _("People and their posts")
    HEADCOUNT = "headcount", _("Head-counts")


@dataclass(frozen=True)
class Column:
    """One thing that a file can say. `synonyms` are headings as `label_key` gives them."""

    name: str
    label: Words
    help: Words
    example: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset([label_key(self.name), label_key(str(self.label)), *self.synonyms])


_PLACE = (
    Column(
        "workplace",
        _("Workplace"),
        _("The school, clinic, station or port: its code or its name."),
        "Hill Top Clinic",
        ("work place", "place of work", "facility", "facility name", "school", "school name",
         "station", "clinic", "location", "post location", "site", "workplace code",
         "workplace name", "duty station", "institution", "office"),
    ),
    Column(
        "area",
        _("Parish"),
        _("The parish or region. Needed where two workplaces have the same name."),
        "St Thomas",
        ("area", "region", "parish region", "parish name", "parish code", "district"),
    ),
    Column(
        "unit",
        _("Unit"),
        _("The part of your agency: its code or its name. Empty means the agency itself."),
        "",
        ("sub agency", "subagency", "agency", "agency code", "department", "division", "section",
         "branch", "authority", "health authority", "unit code"),
    ),
)  # fmt: skip

_CADRE = Column(
    "cadre",
    _("Post"),
    _("The kind of post: its code or its name, as on the list of posts."),
    "Nurse",
    ("cadre", "job title", "position", "title", "designation", "rank", "job", "post title",
     "occupation", "role", "category"),
    required=True,
)  # fmt: skip

ROSTER = (
    Column(
        "number",
        _("Staff number"),
        _("Four to eight letters or digits. Format the column as text, so that 0012 keeps its zeros."),
        "01234",
        ("number", "staff no", "staff id", "employee number", "employee no", "employee id",
         "emp no", "id", "payroll number", "payroll no", "personnel number", "staff nr", "no",
         "id number", "force number", "regulation number", "badge number", "staff code"),
        required=True,
    ),
    Column(
        "legal_name",
        _("Name as printed on certificates"),
        _("First and last name in one column; or use the two columns after it."),
        "Nadine Althea Campbell",
        ("name", "full name", "legal name", "employee name", "staff name", "officer name",
         "name of officer", "names", "employee", "name of employee"),
    ),
    Column(
        "first_name",
        _("First name"),
        _("Only if the names stand in two columns."),
        "",
        ("first names", "forename", "forenames", "given name", "given names", "christian name"),
    ),
    Column(
        "last_name",
        _("Last name"),
        _("Only if the names stand in two columns."),
        "",
        ("surname", "family name", "second name", "surnames"),
    ),
    Column(
        "call_name",
        _("Name to be called by"),
        _("May be left out."),
        "Nadine",
        ("call name", "preferred name", "known as", "nickname"),
    ),
    Column(
        "sex",
        _("Sex"),
        _("F or M, female or male. May be left out."),
        "F",
        ("gender", "m f", "f m", "sex m f"),
    ),
    Column(
        "email",
        _("E-mail address"),
        _("May be left out. Several people may share one."),
        "n.campbell@health.example",
        ("email", "e mail", "mail", "email address", "work email", "official email"),
    ),
    Column(
        "language",
        _("Language"),
        _("A code such as en. May be left out."),
        "en",
        ("lang", "preferred language"),
    ),
    _CADRE,
    *_PLACE,
    Column(
        "starts_on",
        _("Serves there since"),
        _("The day this post began: 2020-04-01, 1/4/2020 or 1 April 2020."),
        "2020-04-01",
        ("starts on", "start", "start date", "since", "from", "date of appointment",
         "appointment date", "date appointed", "date posted", "posted on", "effective date",
         "date assigned", "begin date", "date of posting", "assumed duty"),
    ),
    Column(
        "ends_on",
        _("Last day"),
        _("Only for those who leave."),
        "",
        ("ends on", "end", "end date", "until", "to", "date left", "left on", "separation date",
         "termination date", "last day of service", "date of separation", "resigned on"),
    ),
)  # fmt: skip

HEADCOUNT = (
    _CADRE,
    *_PLACE,
    Column(
        "counted_on",
        _("Counted on"),
        _("The day of the count. Empty means the day given with the file."),
        "2026-11-01",
        ("date", "as at", "as of", "count date", "date counted", "day", "counted"),
    ),
    Column(
        "funded",
        _("Funded"),
        _("Posts that are paid for."),
        "12",
        ("funded posts", "established", "establishment", "approved", "approved posts", "posts",
         "authorised", "authorized", "strength"),
        required=True,
    ),
    Column(
        "filled",
        _("Filled"),
        _("People in post on that day, whether or not they have an account."),
        "10",
        ("filled posts", "in post", "actual", "occupied", "staff in post", "current", "headcount",
         "head count"),
        required=True,
    ),
)  # fmt: skip

COLUMNS: Mapping[str, tuple[Column, ...]] = {Kind.ROSTER: ROSTER, Kind.HEADCOUNT: HEADCOUNT}


def column_of(kind: str, name: str) -> Column:
    """The column called `name`. Raises KeyError."""
    return {column.name: column for column in COLUMNS[kind]}[name]


def recognise(
    kind: str, headings: Sequence[str], remembered: Mapping[str, str]
) -> dict[int, str | None]:
    """Position to column name; None for "not used", as remembered; unknown headings are left out.

    What the agency decided before goes first. No column is found twice: the first one has it.
    """
    by_key = {key: column.name for column in reversed(COLUMNS[kind]) for key in column.keys}
    names = set(by_key.values())
    found: dict[int, str | None] = {}
    for position, heading in enumerate(headings):
        key = label_key(heading)
        if not key:
            continue
        if key in remembered:
            name = remembered[key] or None
            if name is None or (name in names and name not in found.values()):
                found[position] = name
        elif key in by_key and by_key[key] not in found.values():
            found[position] = by_key[key]
    return found


def missing_columns(kind: str, found: Iterable[str | None]) -> list[Column]:
    """The columns that a file of this kind needs and has not."""
    names = set(found)
    missing = [column for column in COLUMNS[kind] if column.required and column.name not in names]
    if kind == Kind.ROSTER:
        if "legal_name" not in names and not {"first_name", "last_name"} <= names:
            missing.insert(1, column_of(kind, "legal_name"))
        if "workplace" not in names:
            missing.append(column_of(kind, "workplace"))
    return missing
