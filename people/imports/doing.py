"""The steps of a row, each by the action that the forms use, written down so that it can be undone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from people import actions
from people.errors import OutOfPlace
from people.imports.known import current_posts
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.stored import postings_as_text
from people.imports.verdicts import Step, Terms
from people.models import Agency, Cadre, Posting, StaffRecord, Workplace

PERSON = ("legal_name", "call_name", "sex", "language")


@dataclass
class Things:
    """Agencies, workplaces and posts by their keys, read once."""

    agencies: dict[int, Agency]
    workplaces: dict[int, Workplace]
    cadres: dict[int, Cadre]

    @classmethod
    def of(cls, file: FileImport) -> "Things":
        units = Agency.objects.filter(path__startswith=file.agency.path).in_bulk()
        places = Workplace.objects.filter(agency__in=units).select_related("agency")
        return cls(units, {place.pk: place for place in places}, Cadre.objects.in_bulk())


@dataclass
class Doing:
    """Who applies which file, and when."""

    by: Actor
    file: FileImport
    things: Things
    terms: Terms
    now: datetime
    added: list[StaffRecord] = field(default_factory=list)

    @property
    def changed_meanwhile(self) -> str:
        return _("This changed after the check. Send the file again to see what is left to do.")

    def steps(self, row: ImportRow, steps: tuple[Step, ...], record: int | None) -> int:
        """Do the steps of a row. Raises what the actions raise."""
        staff = self._record(record) if record else None
        posting: Posting | None = None
        for step in steps:
            staff, posting = self._step(row, step, staff, posting)
        assert staff is not None
        return staff.pk

    def leaver(self, row: ImportRow) -> int:
        """Somebody whom a complete file does not name, if that is still the same person and post."""
        _kind, _posting, day, held = row.plan[0]
        staff = (
            StaffRecord.objects.select_related("person", "agency")
            .filter(pk=held.get("record"), number=row.number)
            .first()
        )
        if staff is None:
            raise OutOfPlace(self.changed_meanwhile)
        if staff.left_on is not None:
            row.outcome = "already"
            return staff.pk
        posts = current_posts([staff.pk], self.terms.today)[staff.pk]
        if postings_as_text(post.pk for post in posts) != held.get("postings"):
            raise OutOfPlace(self.changed_meanwhile)
        self._leave(row, staff, date.fromisoformat(day))
        row.outcome = "done"
        return staff.pk

    def _record(self, record: int) -> StaffRecord:
        return StaffRecord.objects.select_related("person", "agency", "root_agency").get(pk=record)

    def _step(
        self, row: ImportRow, step: Step, staff: StaffRecord | None, posting: Posting | None
    ) -> tuple[StaffRecord, Posting | None]:
        if step.kind == "add":
            return self._add(row, step)
        if staff is None:
            # The row that adds the person was refused.
            raise OutOfPlace(self.changed_meanwhile)
        if step.kind == "end":
            assert posting is not None
            assert step.day is not None
            posting = actions.close_posting(by=self.by, posting=posting, ends_on=step.day)
            opened = ImportChange.objects.filter(file=self.file, row=row, posting=posting)
            opened.update(after={"ends_on": step.day.isoformat()})
            return staff, posting
        if step.kind == "details":
            self._details(row, step, staff)
            return staff, posting
        if step.kind in {"close", "leave"}:
            self._ends(row, step, staff)
            return staff, posting
        return staff, self._opens(row, step, staff)

    def _add(self, row: ImportRow, step: Step) -> tuple[StaffRecord, Posting]:
        place = self._place(row)
        assert step.day is not None
        values: dict[str, Any] = {**place, **details_of(row), "starts_on": step.day}
        staff = actions.add_staff(
            by=self.by,
            number=row.number,
            agency=self.things.agencies[row.entry["agency"]],
            **values,
        )
        posting = staff.postings.get()
        self.added.append(staff)
        self._write(row, "add", staff, posting)
        return staff, posting

    def _place(self, row: ImportRow) -> dict[str, Any]:
        try:
            return {
                "workplace": self.things.workplaces[row.entry["workplace"]],
                "cadre": self.things.cadres[row.entry["cadre"]],
            }
        except KeyError as error:
            raise OutOfPlace(self.changed_meanwhile) from error

    def _details(self, row: ImportRow, step: Step, staff: StaffRecord) -> None:
        person = staff.person
        before = {name: getattr(person, name) for name in PERSON} | {"email": staff.email}
        wanted = {**before, **step.details}
        email = wanted.pop("email")
        actions.change_person(by=self.by, person=person, **wanted)
        actions.change_staff(by=self.by, staff_record=staff, number=staff.number, email=email)
        # As it is stored: names are composed and trimmed.
        stored = {name: getattr(person, name) for name in PERSON} | {"email": staff.email}
        changed = [name for name in step.details if before[name] != stored[name]]
        self._write(
            row,
            "details",
            staff,
            before={name: before[name] for name in changed},
            after={name: stored[name] for name in changed},
        )

    def _ends(self, row: ImportRow, step: Step, staff: StaffRecord) -> None:
        assert step.day is not None
        if step.kind == "leave":
            self._leave(row, staff, step.day)
            return
        former = self._posting(step)
        actions.close_posting(by=self.by, posting=former, ends_on=step.day)
        self._write(row, "close", staff, former=former)

    def _leave(self, row: ImportRow, staff: StaffRecord, last_day: date) -> None:
        actions.leave(by=self.by, staff_record=staff, last_day=last_day, now=self.now)
        self._write(row, "leave", staff, after={"left_on": last_day.isoformat()})

    def _opens(self, row: ImportRow, step: Step, staff: StaffRecord) -> Posting:
        assert step.day is not None
        place = self._place(row)
        former: Posting | None = None
        before: dict[str, Any] = {}
        if step.kind == "transfer":
            former = self._posting(step)
            posting = actions.transfer(by=self.by, posting=former, on=step.day, **place)
        elif step.kind == "correct":
            former = self._posting(step)
            posting = actions.correct_posting(
                by=self.by, posting=former, starts_on=step.day, ends_on=None, now=self.now, **place
            )
        elif step.kind == "return":
            before = {"left_on": staff.left_on.isoformat() if staff.left_on else None}
            posting = actions.come_back(
                by=self.by, staff_record=staff, starts_on=step.day, now=self.now, **place
            )
        else:
            if step.kind == "restore":
                actions.undo_leaving(by=self.by, staff_record=staff, now=self.now)
            posting = actions.open_posting(
                by=self.by, staff_record=staff, starts_on=step.day, **place
            )
        self._write(row, step.kind, staff, posting, former, before=before)
        return posting

    def _posting(self, step: Step) -> Posting:
        related = ("staff_record__agency", "staff_record__person", "workplace__agency", "cadre")
        return Posting.objects.select_related(*related).get(pk=step.posting)

    def _write(
        self,
        row: ImportRow,
        kind: str,
        staff: StaffRecord,
        posting: Posting | None = None,
        former: Posting | None = None,
        **values: dict[str, Any],
    ) -> None:
        ImportChange.objects.create(
            file=self.file,
            row=row,
            kind=kind,
            staff_record=staff,
            posting=posting,
            former=former,
            **values,
        )


def details_of(row: ImportRow) -> dict[str, str]:
    """What a row says about the person, as the actions take it."""
    names = (*PERSON, "email")
    return {name: row.entry[name] for name in names if name in row.entry}
