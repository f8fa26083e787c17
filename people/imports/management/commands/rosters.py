"""Rosters from files, by command: the same check, job and rules as on the page."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.audit.actors import System
from foundation.errors import DomainError
from foundation.jobs import running
from foundation.jobs.models import Job
from people.imports import actions
from people.imports.columns import Kind
from people.imports.listings import listings_of
from people.imports.models import FileImport
from people.imports.problems import problem_text
from people.imports.summary import as_json
from people.imports.template import template_csv, template_xlsx
from people.models import Agency

COMMAND = System("command.rosters")
REFUSED, WITH_ERRORS = 1, 3
SHOWN = 20


def _agency(code: str) -> Agency:
    agency = Agency.objects.filter(code=code.upper()).first()
    if agency is None:
        raise CommandError(f"There is no agency {code}.", returncode=REFUSED)
    return agency


class Command(BaseCommand):
    """`rosters template` writes a file to fill in; `rosters import` checks and applies one."""

    help = "Write a roster template, or import a roster or head-counts from a CSV or XLSX file."

    def add_arguments(self, parser: CommandParser) -> None:
        doors = parser.add_subparsers(dest="door", required=True)
        template = doors.add_parser("template", help="Write the template (.csv or .xlsx).")
        template.add_argument("--output", required=True, type=Path, metavar="FILE")
        template.add_argument(
            "--agency", default="", help="List its workplaces and the posts, too (.xlsx)."
        )
        sending = doors.add_parser("import", help="Check a file, and apply it unless --dry-run.")
        sending.add_argument("agency", help="The agency's code.")
        sending.add_argument("file", type=Path)
        sending.add_argument("--dry-run", action="store_true", help="Check only; change nothing.")
        sending.add_argument(
            "--complete", action="store_true", help="The file names everybody: the rest has left."
        )
        sending.add_argument(
            "--sure", action="store_true", help="With --complete: yes, even if so many have left."
        )
        sending.add_argument("--as-of", type=date.fromisoformat, help="The day it speaks of.")
        sending.add_argument("--json", action="store_true", help="Print the result as JSON.")
        for door in (template, sending):
            door.add_argument("--kind", choices=Kind.values, default=Kind.ROSTER)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["door"] == "template":
            self._template(options["output"], options["kind"], options["agency"])
        else:
            self._import(options)

    def _template(self, output: Path, kind: str, code: str) -> None:
        agencies = Agency.objects.filter(path__startswith=_agency(code).path) if code else None
        if output.suffix.lower() == ".xlsx":
            content = template_xlsx(kind, listings_of(agencies) if agencies is not None else ())
        else:
            content = template_csv(kind)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote {output}.")

    def _import(self, options: dict[str, Any]) -> None:
        try:
            file = self._checked(options)
            if file.stage == FileImport.Stage.CHECKED and not options["dry_run"]:
                work(actions.apply_import(by=COMMAND, file=file, sure=options["sure"]))
                file.refresh_from_db()
        except DomainError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self._print(file, as_document=options["json"])
        if options["dry_run"] and file.stage == FileImport.Stage.CHECKED:
            actions.discard_import(by=COMMAND, file=file)
        self._end(file)

    def _checked(self, options: dict[str, Any]) -> FileImport:
        agency = _agency(options["agency"])
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(
                f"{options['file']}: {error.strerror}.", returncode=REFUSED
            ) from error
        file = actions.receive_file(
            by=COMMAND,
            agency=agency,
            kind=options["kind"],
            name=options["file"].name,
            content=content,
            as_of=options["as_of"] or timezone.localdate(),
            complete=options["complete"],
        )
        if file.stage == FileImport.Stage.COLUMNS:
            self._say_what_is_unknown(file)
        assert file.job is not None
        work(file.job)
        file.refresh_from_db()
        return file

    def _say_what_is_unknown(self, file: FileImport) -> None:
        headings = actions.heading_of(file).headings
        unknown = [text for n, text in enumerate(headings) if text and str(n) not in file.columns]
        actions.discard_import(by=COMMAND, file=file)
        raise CommandError(
            "Some columns are not known or missing. Name them once on the import page, or use the "
            f"headings of `rosters template`. Not known: {', '.join(unknown) or 'none'}.",
            returncode=REFUSED,
        )

    def _print(self, file: FileImport, *, as_document: bool) -> None:
        document = as_json(file)
        if as_document:
            self.stdout.write(json.dumps(document, indent=2))
            return
        self.stdout.write(f"{file.get_stage_display()}: {document['rows']} rows. {file.message}")
        for verdict, count in document["verdicts"].items():
            if count:
                self.stdout.write(f"  {verdict:12} {count:>7,}")
        for row in file.rows.filter(verdict="error").order_by("line")[:SHOWN]:
            for problem in row.problems:
                label, sentence = problem_text(file.kind, problem)
                self.stderr.write(f"Row {row.line}, {label}: {sentence}")

    def _end(self, file: FileImport) -> None:
        refused = file.rows.filter(outcome="refused").count()
        if file.stage == FileImport.Stage.UNREADABLE:
            raise CommandError(file.message, returncode=REFUSED)
        if refused or file.counts.get("error"):
            raise SystemExit(WITH_ERRORS)


def work(job: Job) -> None:
    """Do the job here, or wait while a worker has it. Raises CommandError if it failed."""
    running.run(job.pk, now=timezone.now())
    while True:
        job.refresh_from_db()
        if not job.is_open:
            break
        time.sleep(0.5)
        running.run(job.pk, now=timezone.now())
    if job.status != Job.Status.DONE:
        raise CommandError(f"The work stopped: {job.error or job.status}.", returncode=REFUSED)
