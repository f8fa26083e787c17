"""Files as agencies send them, and what became of them."""

import datetime as dt

from django.test import TestCase

from foundation.audit.actors import SYSTEM, Actor
from people.imports import actions
from people.imports.models import FileImport
from people.models import Agency, Posting, StaffRecord

HEADER = "Staff number,Name,Sex,E-mail,Post,Workplace,Serves there since,Last day"
TODAY = dt.date(2026, 11, 25)


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def send(
    agency: Agency,
    *rows: str,
    header: str = HEADER,
    by: Actor = SYSTEM,
    as_of: dt.date = TODAY,
    complete: bool = False,
    kind: str = "roster",
    content: bytes | None = None,
) -> FileImport:
    """Send a file and check it, as a worker would."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = actions.receive_file(
            by=by,
            agency=agency,
            kind=kind,
            name="roster.csv",
            content=csv_of(*rows, header=header) if content is None else content,
            as_of=as_of,
            complete=complete,
        )
    file.refresh_from_db()
    return file


def apply(file: FileImport, by: Actor = SYSTEM, sure: bool = False) -> FileImport:
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.apply_import(by=by, file=file, sure=sure)
    file.refresh_from_db()
    return file


def reverse(file: FileImport, by: Actor = SYSTEM) -> FileImport:
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.reverse_import(by=by, file=file)
    file.refresh_from_db()
    return file


def verdicts(file: FileImport) -> list[tuple[int, str]]:
    return list(file.rows.order_by("line", "pk").values_list("line", "verdict"))


def problems(file: FileImport) -> list[tuple[int, str, str, str]]:
    return [(row.line, *problem) for row in file.rows.order_by("line") for problem in row.problems]


def service(agency: Agency) -> list[tuple[str, str, str, str, str | None]]:
    """Who serves or served where: number, name, workplace, from, to."""
    rows = Posting.objects.filter(staff_record__root_agency=agency.root_id).order_by(
        "staff_record__number", "starts_on", "pk"
    )
    return [
        (number, name, workplace, start.isoformat(), end.isoformat() if end else None)
        for number, name, workplace, start, end in rows.values_list(
            "staff_record__number",
            "staff_record__person__legal_name",
            "workplace__code",
            "starts_on",
            "ends_on",
        )
    ]


def everything(agency: Agency) -> object:
    """What the register says of an agency, and what must not change by a check."""
    records = StaffRecord.objects.filter(root_agency=agency.root_id).order_by("number")
    return (
        service(agency),
        list(
            records.values_list("number", "left_on", "email", "person__legal_name", "person__sex")
        ),
    )
