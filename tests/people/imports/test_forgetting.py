"""What files said of people goes when its days are over; numbers and verdicts stay."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.audit.models import AuditRow
from people.imports import actions
from people.imports.forgetting import forget_old_cells
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.tasks import forget_cells
from people.models import Agency, StaffRecord
from tests.factories.people import make_agency, make_cadre, make_user, make_workplace
from tests.people.imports.sheets import apply, reverse, send, verdicts

pytestmark = pytest.mark.django_db
BEGIN = dt.datetime(2026, 6, 1, 15, tzinfo=dt.UTC)
ANN = "A1111,Ann Reid,F,ann@health.example,Nurse,Hill Top Clinic,2020-04-01,"
NEW_NAME = "A1111,Ann Brown,F,ann@health.example,Nurse,Hill Top Clinic,2020-04-01,"
BAD = "B2222,Bo Shaw,M,bo@health.example,Wizard,Hill Top Clinic,,"
CY = "C3333,Cy Lee,M,,Nurse,Hill Top Clinic,2022-01-01,"


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    return agency


@pytest.fixture
def file(agency: Agency) -> FileImport:
    with time_machine.travel(BEGIN - dt.timedelta(hours=1), tick=False):
        apply(send(agency, ANN))
    with time_machine.travel(BEGIN, tick=False):
        return apply(send(agency, NEW_NAME, BAD, CY))


def after(days: int) -> time_machine.travel:
    return time_machine.travel(BEGIN + dt.timedelta(days=days), tick=False)


def said() -> str:
    """Everything that rows and changes say."""
    rows = ImportRow.objects.values_list("entry", "plan", "cells", "problems", "reason")
    changes = ImportChange.objects.values_list("before", "after", "obstacle")
    return f"{list(rows)} {list(changes)}"


def test_names_and_addresses_go_and_the_next_file_is_still_compared(
    agency: Agency, file: FileImport
) -> None:
    before = said()
    known = [name for name in ("Ann", "bo@health", "Wizard", "Cy Lee") if name in before]
    assert known == ["Ann", "bo@health", "Wizard", "Cy Lee"]
    with after(89):
        forget_cells()
        assert said() == before
    with after(91):
        forget_cells()
        rest = said()
        assert [name for name in known if name in rest] == []
        file.refresh_from_db()
        assert file.cells == FileImport.Cells.GONE
        assert verdicts(file) == [(2, "changed"), (3, "error"), (4, "new")]
        assert file.counts["error"] == 1
        # Nobody in the register is touched, and who is missing since then is counted.
        assert StaffRecord.objects.filter(number="A1111", person__legal_name="Ann Brown").exists()
        later = send(agency, NEW_NAME, "D4444,Di Hall,F,,Nurse,Hill Top Clinic,2022-01-01,")
        assert later.since_last == {"file": str(file.uuid), "rows": 3, "came": 1, "went": 2}
        forget_cells()
    assert AuditRow.objects.filter(verb="imports.cells_forgotten").count() == 2


def test_such_a_file_is_not_taken_back_and_its_page_says_why(
    agency: Agency, file: FileImport
) -> None:
    client, address = Client(), f"/people/imports/{file.uuid}/"
    client.force_login(make_user("focal", agency=agency))
    page = client.get(address).content.decode()
    assert "Take this file back" in page
    assert "Download the rows with errors" in page
    with after(91):
        forget_cells()
        page = client.get(address).content.decode()
        assert "was removed on 31 August 2026" in page
        assert "Take this file back" not in page
        assert "Download the rows" not in page
        assert "B2222" in page
        assert "Bo Shaw" not in page
        assert client.get(f"{address}errors.csv")["Location"] == address
        file.refresh_from_db()
        with pytest.raises(actions.NotNow, match="cannot be taken back any more"):
            actions.reverse_import(by=SYSTEM, file=file)
    assert file.stage == FileImport.Stage.APPLIED


def test_what_was_taken_back_counts_its_days_from_then(agency: Agency, file: FileImport) -> None:
    with after(60):
        reverse(file)
    with after(100):
        forget_cells()
        file.refresh_from_db()
        assert file.has_cells
    with after(151):
        forget_cells()
        file.refresh_from_db()
        assert not file.has_cells


def test_a_file_that_was_never_applied_is_discarded_and_a_discarded_one_goes_at_once(
    agency: Agency,
) -> None:
    with after(0):
        old = send(agency, ANN)
        dropped = send(agency, CY)
        actions.discard_import(by=SYSTEM, file=dropped)
        assert "Cy Lee" in said()
        forget_cells()
        assert "Cy Lee" not in said()
        assert "Ann Reid" in said()
    with after(91):
        forget_cells()
        assert "Ann Reid" not in said()
    old.refresh_from_db()
    assert (old.stage, old.content) == (FileImport.Stage.DISCARDED, None)


def test_days_are_a_setting_and_a_killed_worker_begins_again(
    agency: Agency, file: FileImport, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_DAYS = 10  # type: ignore[attr-defined]

    def killed(*_args: object, **_more: object) -> int:
        raise KeyboardInterrupt

    with after(11):
        begun = FileImport.objects.order_by("pk")[0]
        with monkeypatch.context() as patch:
            patch.setattr("people.imports.forgetting._blank", killed)
            with pytest.raises(KeyboardInterrupt):
                forget_old_cells(by=SYSTEM, now=timezone.now())
        with pytest.raises(actions.NotNow, match="cannot be taken back any more"):
            actions.reverse_import(by=SYSTEM, file=begun)
        forget_cells()
        assert "Ann Brown" not in said()
        file.refresh_from_db()
        assert file.cells == FileImport.Cells.GONE
