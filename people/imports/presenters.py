"""What the import pages say, from objects that are loaded already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.jobs.models import Job
from people.imports.columns import Kind, column_of
from people.imports.forms import VERDICTS
from people.imports.models import FileImport, ImportChange, ImportRow
from people.imports.problems import day_text, note_text, problem_text
from people.imports.verdicts import CHANGING, Verdict
from people.models import Cadre, Workplace

Stage = FileImport.Stage
TONES = {
    Stage.COLUMNS: "due",
    Stage.CHECKING: "info",
    Stage.CHECKED: "due",
    Stage.UNREADABLE: "bad",
    Stage.APPLYING: "info",
    Stage.APPLIED: "ok",
    Stage.REVERSING: "info",
    Stage.REVERSED: "info",
    Stage.DISCARDED: "info",
}
ROW_TONES = {"error": "bad", "left": "due", "unchanged": "info", "duplicate": "info"}


@dataclass(frozen=True)
class Names:
    """Workplaces and posts of the rows on a page, by their keys."""

    workplaces: Mapping[int, Workplace]
    cadres: Mapping[int, Cadre]

    @classmethod
    def of(cls, rows: Iterable[ImportRow]) -> "Names":
        """Two queries."""
        entries = [row.entry for row in rows]
        places = {entry.get("workplace") for entry in entries} - {None}
        posts = {entry.get("cadre") for entry in entries} - {None}
        return cls(Workplace.objects.in_bulk(places), Cadre.objects.in_bulk(posts))

    def place(self, entry: Mapping[str, Any]) -> str:
        """ "Hill Top Clinic, Nurse"."""
        place = self.workplaces.get(entry.get("workplace") or 0)
        cadre = self.cadres.get(entry.get("cadre") or 0)
        return ", ".join(thing.name for thing in (place, cadre) if thing)


@dataclass(frozen=True)
class RowLine:
    """One row of the file in words."""

    line: str
    name: str
    verdict: str
    tone: str
    says: list[str]


def row_line(row: ImportRow, kind: str, names: Names) -> RowLine:
    """A row with its verdict, and what it would do or what is wrong with it."""
    verdict = Verdict(row.verdict)
    says = [
        f"{label}: {sentence}"
        for label, sentence in (problem_text(kind, problem) for problem in row.problems)
    ]
    says += [_step(row, step, names) for step in row.plan]
    if kind == Kind.HEADCOUNT and row.entry:
        says.append(_counted(row.entry))
    if note := note_text(row.verdict, row.note):
        says.append(note)
    if row.reason:
        says.append(_("Not done: %(reason)s") % {"reason": row.reason})
    return RowLine(
        line=str(row.line) if row.line else _("not in the file"),
        name=_name(row, kind, names),
        verdict=str(VERDICTS[verdict]) if verdict is not Verdict.ERROR else _("Error"),
        tone=ROW_TONES.get(row.verdict, "ok"),
        says=[text for text in says if text],
    )


def _name(row: ImportRow, kind: str, names: Names) -> str:
    if kind == Kind.HEADCOUNT:
        return names.place(row.entry) or _("This row")
    return " ".join(filter(None, [row.number, row.entry.get("legal_name", "")])) or _("This row")


def _counted(entry: Mapping[str, Any]) -> str:
    return _("%(filled)s of %(funded)s filled on %(day)s.") % {
        "filled": entry["filled"],
        "funded": entry["funded"],
        "day": day_text(entry["counted_on"]),
    }


def _step(row: ImportRow, step: list[Any], names: Names) -> str:
    """One step of a plan: [kind, posting, day, details], and of details what was there before."""
    kind, _posting, day, details, *before = step
    if kind == "details":
        return _changes(details, before[0] if before else {})
    sentence = {
        "add": _("Serves at %(place)s since %(day)s."),
        "open": _("Serves at %(place)s too, from %(day)s."),
        "transfer": _("Moves to %(place)s on %(day)s."),
        "correct": _("Serves at %(place)s since %(day)s, in place of what was entered."),
        "return": _("Is back, at %(place)s, from %(day)s."),
        "restore": _("Is on the roster again, at %(place)s, since %(day)s."),
        "close": _("A post that the file does not name ends on %(day)s."),
        "end": _("Ends on %(day)s."),
        "leave": _("Last day: %(day)s."),
    }[kind]
    if kind == "close" and row.entry.get("ends_on"):
        sentence = _("The post at %(place)s ends on %(day)s.")
    return sentence % {"place": names.place(row.entry), "day": day_text(day)}


def _changes(details: Mapping[str, str], before: Mapping[str, str]) -> str:
    """ "Legal name: Ann Reid → Ann Brown." """
    parts = [
        _("%(label)s: %(before)s → %(value)s")
        % {
            "label": column_of("roster", name).label,
            "before": before.get(name) or _("(empty)"),
            "value": value,
        }
        for name, value in details.items()
    ]
    return "; ".join(parts) + "."


@dataclass(frozen=True)
class ImportPage:
    """One import in words."""

    file: FileImport

    @property
    def stage(self) -> str:
        return str(Stage(self.file.stage).label)

    @property
    def tone(self) -> str:
        return TONES[Stage(self.file.stage)]

    @property
    def job(self) -> Job | None:
        return self.file.job

    @property
    def works(self) -> bool:
        """Is a job at work on it?"""
        return self.file.stage in {Stage.CHECKING, Stage.APPLYING, Stage.REVERSING} and bool(
            self.job and self.job.is_open
        )

    @property
    def stopped(self) -> bool:
        """Did the job end before its work was done?"""
        at_work = self.file.stage in {Stage.CHECKING, Stage.APPLYING, Stage.REVERSING}
        return at_work and not self.works

    @property
    def steps(self) -> str:
        if not self.job or not self.job.total:
            return ""
        return _("%(done)s of %(total)s done") % {
            "done": f"{self.job.done:,}",
            "total": f"{self.job.total:,}",
        }

    @property
    def forgotten(self) -> str:
        """That the cells of the rows are gone, if so."""
        if self.file.has_cells:
            return ""
        if self.file.cells_gone_at is None:
            return _("What its rows said of people is being removed. Numbers and verdicts stay.")
        day = date_format(localtime(self.file.cells_gone_at), "j F Y")
        words = _("What its rows said of people was removed on %(day)s. Numbers and verdicts stay.")
        said = words % {"day": day}
        if self.file.stage == Stage.APPLIED:
            said += " " + _("The file cannot be taken back any more.")
        return said

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The facts, for the summary list."""
        rows = [
            (_("Agency"), self.file.agency.name),
            (_("What is in it"), str(Kind(self.file.kind).label)),
            (_("Speaks of"), date_format(self.file.as_of, "j F Y")),
        ]
        if self.file.complete:
            rows.append((_("Names everybody"), _("Yes: who is missing has left")))
        if self.file.counts:
            rows.append((_("Rows"), f"{self.file.counts['rows']:,}"))
        if last := self.file.since_last:
            words = _("%(came)s staff numbers more, %(went)s fewer; it had %(rows)s rows")
            rows.append((_("Against the last file"), words % last))
        return rows

    @property
    def totals(self) -> list[tuple[str, str, str]]:
        """(verdict, its name, how many) of the verdicts that there are."""
        counts = self.file.counts
        return [
            (str(verdict), str(label), f"{counts[verdict]:,}")
            for verdict, label in VERDICTS.items()
            if counts.get(verdict)
        ]

    @property
    def changes(self) -> int:
        """How many rows would change something."""
        return sum(self.file.counts.get(verdict, 0) for verdict in CHANGING)

    @property
    def warnings(self) -> list[str]:
        """What the reader should think about before applying."""
        counts, said = self.file.counts, []
        if counts.get("unclear"):
            said.append(
                ngettext(
                    "%(n)s row has no staff number that can be read, so nobody is marked as having "
                    "left. Mend it and send the file again.",
                    "%(n)s rows have no staff number that can be read, so nobody is marked as having "
                    "left. Mend them and send the file again.",
                    counts["unclear"],
                )
                % {"n": f"{counts['unclear']:,}"}
            )
        if counts.get("nothing_read"):
            said.append(_("No row of this file can be read, so nobody is marked as having left."))
        if counts.get("suspicious"):
            said.append(
                _(
                    "%(leavers)s of %(serving)s people would leave: they are not in this file, or it "
                    "gives their last day. Is that really so?"
                )
                % {"leavers": f"{counts['leavers']:,}", "serving": f"{counts['serving']:,}"}
            )
        if counts.get("error") and self.file.stage == Stage.CHECKED:
            said.append(
                _("Rows with errors are left out. You can apply the rest now, or mend them first.")
            )
        return said


def kept_line(change: ImportChange) -> tuple[str, str]:
    """Who was left as they are by a reversal, and why."""
    name = change.staff_record.person.legal_name if change.staff_record else _("A head-count")
    return name, change.obstacle
