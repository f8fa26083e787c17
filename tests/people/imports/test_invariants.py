"""Whatever files, forms and reversals come in whatever order: nothing is lost, nothing rewritten."""

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
import time_machine
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.audit.actors import SYSTEM
from foundation.errors import DomainError
from people import actions
from people.imports.models import FileImport
from people.imports.verdicts import CHANGING
from people.models import Agency, Cadre, Posting, StaffRecord, Workplace
from tests.factories.people import make_agency, make_area, make_cadre, make_workplace
from tests.people.imports.sheets import apply, everything, reverse, send, service

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)
DAYS = ["", "2019-05-01", "2026-03-01", "2026-11-20", "2026-11-25", "2027-01-10"]

ROW = st.tuples(
    st.sampled_from(["A1111", "B2222", "C3333"]),
    st.sampled_from(["Ann Reid", "Bo Shaw"]),
    st.sampled_from(["nurse", "nurse", "doctor", "wizard"]),
    st.sampled_from(["hill-top", "harbour"]),
    st.sampled_from(DAYS),
    st.sampled_from(["", "", "", "2026-06-30", "2026-12-31"]),
)
FILE = st.tuples(
    st.just("file"),
    st.lists(ROW, max_size=5),
    st.booleans(),
    st.sampled_from([dt.date(2026, 6, 1), dt.date(2026, 11, 25)]),
)
FORM = st.tuples(
    st.sampled_from(["move", "close", "leave", "come_back", "undo_leaving", "add"]),
    st.integers(0, 2),
    st.sampled_from(["hill-top", "harbour"]),
    st.sampled_from([dt.date(2025, 1, 1), dt.date(2026, 11, 10), dt.date(2026, 11, 25)]),
)
REVERSAL = st.tuples(st.just("reverse"), st.integers(0, 3))


@dataclass
class History:
    """Every posting ever written, as it was last seen."""

    postings: dict[int, tuple] = field(default_factory=dict)
    records: dict[int, int] = field(default_factory=dict)

    def look(self) -> None:
        """Hold what is there now against what was there before."""
        rows = Posting.with_withdrawn.values_list(
            "pk", "staff_record", "workplace", "cadre", "starts_on", "ends_on", "withdrawn_at"
        )
        now = {pk: tuple(rest) for pk, *rest in rows}
        for pk, (*fixed, ends_on, withdrawn_at) in self.postings.items():
            *fixed_now, ends_now, withdrawn_now = now[pk]
            assert fixed_now == fixed
            assert ends_on is None or ends_now == ends_on
            assert withdrawn_at is None or withdrawn_now == withdrawn_at
        records = dict(StaffRecord.objects.values_list("pk", "person"))
        assert self.records.items() <= records.items()
        self.postings, self.records = now, records


def check_open_once() -> None:
    openings = Posting.objects.filter(ends_on=None).values_list(
        "staff_record", "workplace", "cadre"
    )
    assert len(set(openings)) == len(openings)


def by_file(agency: Agency, rows: list[tuple], complete: bool, as_of: dt.date) -> None:
    lines = [",".join(row) for row in rows]
    header = "Staff number,Name,Post,Workplace,Serves there since,Last day"
    before = everything(agency)
    file = send(agency, *(lines or ["X9999,,,,,"]), header=header, as_of=as_of, complete=complete)
    assert everything(agency) == before
    if file.stage != FileImport.Stage.CHECKED:
        return
    apply(file, sure=True)
    again = send(agency, *(lines or ["X9999,,,,,"]), header=header, as_of=as_of, complete=complete)
    refused = file.rows.filter(outcome="refused")
    if not refused.exists():
        assert not again.rows.filter(verdict__in=CHANGING).exists()


def by_form(agency: Agency, name: str, who: int, code: str, day: dt.date) -> None:
    workplace = Workplace.objects.select_related("agency").get(code=code)
    cadre = Cadre.objects.get(code="nurse")
    if name == "add":
        actions.add_staff(
            by=SYSTEM,
            legal_name=f"Form Person {who}",
            number=f"F{who}000",
            workplace=workplace,
            cadre=cadre,
            starts_on=day,
        )
        return
    record = StaffRecord.objects.select_related("person", "agency").order_by("number")[who]
    posting = record.postings.order_by("-starts_on", "-pk").first()
    acts: dict[str, Callable[[], object]] = {
        "move": lambda: actions.transfer(
            by=SYSTEM, posting=posting, workplace=workplace, cadre=cadre, on=day
        ),
        "close": lambda: actions.close_posting(by=SYSTEM, posting=posting, ends_on=day),
        "leave": lambda: actions.leave(by=SYSTEM, staff_record=record, last_day=day, now=NOW),
        "undo_leaving": lambda: actions.undo_leaving(by=SYSTEM, staff_record=record, now=NOW),
        "come_back": lambda: actions.come_back(
            by=SYSTEM,
            staff_record=record,
            workplace=workplace,
            cadre=cadre,
            starts_on=day,
            now=NOW,
        ),
    }
    if posting is not None:
        acts[name]()


def do(agency: Agency, step: tuple) -> None:
    if step[0] == "file":
        by_file(agency, *step[1:])
    elif step[0] == "reverse":
        done = FileImport.objects.filter(stage=FileImport.Stage.APPLIED).order_by("-pk")
        if file := done[step[1] : step[1] + 1].first():
            reverse(file)
    else:
        with suppress(DomainError, IndexError):
            by_form(agency, *step)


@settings(max_examples=max(settings.default.max_examples // 4, 1))
@given(st.lists(st.one_of(FILE, FILE, FORM, REVERSAL), min_size=1, max_size=6))
def test_nothing_is_lost_and_nothing_rewritten(steps: list[tuple]) -> None:
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        agency = prepared()
        history = History()
        for step in steps:
            do(agency, step)
            history.look()
            check_open_once()
        transaction.set_rollback(True)


@settings(max_examples=max(settings.default.max_examples // 4, 1))
@given(st.lists(st.one_of(FILE, FORM), max_size=3), FILE)
def test_a_reversal_at_once_gives_back_what_was(steps: list[tuple], last: tuple) -> None:
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        agency = prepared()
        for step in steps:
            do(agency, step)
        before = service(agency)
        files = set(FileImport.objects.values_list("pk", flat=True))
        do(agency, last)
        applied = FileImport.objects.exclude(pk__in=files).filter(stage="applied")
        for file in applied.order_by("-pk"):
            reverse(file)
            assert list(file.changes.filter(undone="kept").values_list("kind", "obstacle")) == []
        assert service(agency) == before
        transaction.set_rollback(True)


def prepared() -> Agency:
    agency = make_agency("MOH")
    make_cadre("nurse", "Nurse")
    make_cadre("doctor", "Doctor")
    make_workplace("hill-top", "Hill Top Clinic", agency)
    make_workplace("harbour", "Harbour Clinic", agency, make_area("portland", "Portland"))
    return agency
