"""What each row of a list would record, given what is on record. Up to four queries for any number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from certificates.earlier.columns import Row
from certificates.models import EarlierCertificate
from people.models import Agency, StaffRecord, rows_of_many
from people.rules import normal_code, normal_number

LONGEST = {"title": 200, "provider": 200, "number": 80}
FIRST_YEAR = 1950


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    SAME = "same"
    TWICE = "twice"
    ERROR = "error"


@dataclass(frozen=True)
class Entry:
    """What a row says, as it would be recorded."""

    record: StaffRecord
    title: str
    provider: str
    number: str
    issued_on: date
    valid_until: date | None

    @property
    def person_id(self) -> int:
        return self.record.person.canonical_id

    @property
    def key(self) -> tuple[int, str, str, str, date]:
        """What makes it the same certificate, however it is written."""
        return _key(self.person_id, self)

    @property
    def paper(self) -> tuple[int, str, str] | None:
        """The provider's own number, which no two papers share."""
        return _paper(self.person_id, self)


@dataclass(frozen=True)
class Judged:
    """A row with its verdict; `problems` say what to mend."""

    line: int
    who: str
    title: str
    verdict: Verdict
    entry: Entry | None = None
    problems: list[str] = field(default_factory=list)


def _key(person: int, one: Entry | EarlierCertificate) -> tuple[int, str, str, str, date]:
    words = (one.provider.casefold(), one.number.casefold(), one.title.casefold())
    return person, *words, one.issued_on


def _paper(person: int, one: Entry | EarlierCertificate) -> tuple[int, str, str] | None:
    return (person, one.provider.casefold(), one.number.casefold()) if one.number else None


def judge(rows: Sequence[Row], agency: Agency | None, today: date) -> list[Judged]:
    """The verdict on each row, in their order."""
    root = Agency.objects.get(pk=agency.root_id).code if agency else None
    records = _records(rows, agency, root)
    read = [_read(row, records, root, today) for row in rows]
    people = {one.entry.person_id for one in read if one.entry}
    known = _Known(people)
    return [known.judged(one) for one in read]


class _Known:
    """What stands on record, and what the rows above have said."""

    def __init__(self, people: Iterable[int]) -> None:
        standing = EarlierCertificate.objects.standing().select_related("person")
        found = standing.filter(person__in=rows_of_many(list(people)))
        self.recorded = {_key(one.person.canonical_id, one): one.valid_until for one in found}
        self.papers = {_paper(one.person.canonical_id, one) for one in found} - {None}
        self.above: set[tuple[int, str, str, str, date]] = set()

    def judged(self, one: Judged) -> Judged:
        if one.entry is None:
            return one
        entry, verdict, problems = one.entry, Verdict.NEW, []
        if entry.key in self.recorded:
            verdict = Verdict.SAME
            if self.recorded[entry.key] != entry.valid_until:
                problems = [_("It is on record with another last day. Take that one out first.")]
        elif entry.paper in self.papers:
            problems = [_("Its number is on record with other words. Take that one out first.")]
        elif entry.key in self.above:
            verdict = Verdict.TWICE
        self.above.add(entry.key)
        verdict = Verdict.ERROR if problems else verdict
        return Judged(one.line, one.who, one.title, verdict, entry, problems)


def _login(text: str, root: str | None) -> tuple[str, str] | None:
    """Agency code and staff number as typed; the code may be left out where `root` gives it."""
    before, slash, after = text.rpartition("/")
    number = normal_number(after)
    code = normal_code(before) if slash else root
    return (code, number) if code and number else None


def _records(
    rows: Sequence[Row], agency: Agency | None, root: str | None
) -> dict[tuple[str, str], StaffRecord]:
    """The records that the rows name, of the agency and its units where one is named."""
    logins = {login for row in rows if (login := _login(str(row["who"]), root))}
    found = StaffRecord.objects.filter(number__in={number for _code, number in logins})
    if agency is not None:
        found = found.filter(agency__path__startswith=agency.path)
    found = found.select_related("person", "root_agency")
    return {(one.root_agency.code, one.number): one for one in found}


def _read(
    row: Row, records: dict[tuple[str, str], StaffRecord], root: str | None, today: date
) -> Judged:
    problems: list[str] = []
    login = _login(str(row["who"]), root)
    record = records.get(login) if login else None
    if login is None:
        problems.append(_("Write the staff number, for the whole nation like MOE/12345."))
    elif record is None:
        problems.append(_("Nobody is on this roster under the staff number."))
    words = {name: " ".join(str(row[name]).split()) for name in LONGEST}
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            problems.append(_("This is too long: %(text)s") % {"text": words[name][:40]})
    if not words["title"] or not words["provider"]:
        problems.append(_("Title and issuer must be filled in."))
    issued_on, valid_until = _day(row["issued_on"]), _day(row["valid_until"])
    problems += _wrong_days(row, issued_on, valid_until, today)
    who, line = str(row["who"]), int(row["line"])
    if problems or record is None or issued_on is None:
        return Judged(line, who, words["title"], Verdict.ERROR, None, problems)
    entry = Entry(record, issued_on=issued_on, valid_until=valid_until, **words)
    return Judged(line, str(record), entry.title, Verdict.NEW, entry)


def _day(text: str | int) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _wrong_days(
    row: Row, issued_on: date | None, valid_until: date | None, today: date
) -> list[str]:
    if issued_on is None or (row["valid_until"] and valid_until is None):
        return [_("A day is missing or is none. Write it as 2019-06-28.")]
    if issued_on > today or issued_on.year < FIRST_YEAR:
        return [_("The day of issue must be in the past, from 1950 on.")]
    if valid_until and valid_until < issued_on:
        return [_("It ends before it was issued.")]
    return []
