"""Protocols by command: which are in force, and one as a file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.audit.actors import SYSTEM
from foundation.errors import DomainError
from protocols import queries
from protocols.exchange.actions import draft_from_form, read_form
from protocols.exchange.not_written import thresholds_left_out
from protocols.exchange.wording import line_rows
from protocols.exchange.workbooks import file_of
from protocols.exchange.writing import form_of
from protocols.jobaids.printing import all_words, render_sheet
from protocols.jobaids.queries import asked_for
from protocols.models import ProtocolVersion
from protocols.suspension import suspended_among


class Command(BaseCommand):
    """`protocols list` says what is in force today; `protocols export` writes one frozen document."""

    help = "List the protocols in force, write one as a file, or make a draft of a form."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listing = acts.add_parser("list", help="The protocols in force today.")
        listing.add_argument("--json", action="store_true", help="Print the list as JSON.")
        export = acts.add_parser("export", help="Write the frozen document of one protocol.")
        export.add_argument("slug", help="The protocol's name in addresses.")
        export.add_argument("--format", choices=["json", "xlsform", "pdf"], default="json")
        export.add_argument("--language", default="en", help="In which language a PDF is.")
        export.add_argument("--parish", default="", metavar="CODE", help="Whose steps a PDF has.")
        export.add_argument("--version-number", metavar="1.0.0", help="Not the one in force.")
        export.add_argument("--output", type=Path, metavar="FILE", help="Not to the screen.")

        importing = acts.add_parser("import", help="Make a draft of an XLSForm.")
        importing.add_argument("file", type=Path, metavar="FILE.xlsx")
        importing.add_argument("--dry-run", action="store_true", help="Only say what becomes what.")
        importing.add_argument("--replace", action="store_true", help="A draft there is.")
        importing.add_argument("--json", action="store_true", help="Say it as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "list":
            self._list(as_document=options["json"])
        elif options["act"] == "import":
            self._import(options)
        else:
            self._export(options)

    def _list(self, *, as_document: bool) -> None:
        versions = queries.versions_in_force(timezone.localdate())
        suspended = suspended_among(versions)
        rows = [row_of(version, suspended=version.pk in suspended) for version in versions]
        if as_document:
            self.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            note = "  SUSPENDED" if row["suspended"] else ""
            line = (
                f"{row['slug']}  {row['version']}  review due {row['review_due']}  {row['title']}"
            )
            self.stdout.write(line + note)

    def _import(self, options: dict[str, Any]) -> None:
        try:
            taken = read_form(by=SYSTEM, content=options["file"].read_bytes())
            if not options["dry_run"]:
                draft_from_form(
                    by=SYSTEM,
                    document=taken.document,
                    now=timezone.now(),
                    replace=options["replace"],
                )
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        rows = line_rows(taken.lines)
        slug = taken.document["slug"]
        if options["json"]:
            told = {"slug": slug, "draft_made": not options["dry_run"], "rows": rows}
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        for row in rows:
            why = " ".join(reason["text"] for reason in row["reasons"])
            place = f"{row['sheet']} {row['row']}  {row['type']} {row['name']}"
            self.stdout.write(f"{place}: {row['becomes']}. {why}".rstrip())
        self.stdout.write(
            "Nothing was written." if options["dry_run"] else f"Made the draft {slug}."
        )

    def _export(self, options: dict[str, Any]) -> None:
        version = self._version(options["slug"], options["version_number"])
        content = self._content(version, options)
        if options["output"] is None:
            if options["format"] != "json":
                raise CommandError("This format is for a file: name it with --output FILE.")
            self.stdout.write(content.decode())
            return
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(
                f"{options['output']} cannot be written: {error.strerror}."
            ) from error
        self.stdout.write(f"Wrote {options['output']}, content {version.content_hash}.")

    def _content(self, version: ProtocolVersion, options: dict[str, Any]) -> bytes:
        if options["format"] == "json":
            return (json.dumps(version.document, indent=2, ensure_ascii=False) + "\n").encode()
        if options["format"] == "xlsform":
            for rule, language, needed, applied in thresholds_left_out(version.document):
                self.stderr.write(
                    f"{rule}: the form asks for {applied} in every language, the protocol in {language} for {needed}."
                )
            return file_of(form_of(version.document, all_words()))
        asked = asked_for(
            version.document,
            language=options["language"],
            area=options["parish"],
            day=timezone.localdate(),
        )
        for name, given, known in (
            ("--language", options["language"], asked.language),
            ("--parish", options["parish"], asked.area),
        ):
            if given != known:
                raise CommandError(f"{name} {given}: this protocol has no such sheet.")
        return render_sheet(version.document, asked)

    def _version(self, slug: str, number: str | None) -> ProtocolVersion:
        version = (
            ProtocolVersion.objects.filter(slug=slug, version=number).first()
            if number
            else queries.version_in_force(slug, timezone.localdate())
        )
        if version is None:
            raise CommandError(f"There is no protocol {slug} {number or 'in force today'}.")
        if version.pk in suspended_among([version]):
            self.stderr.write(f"{slug} {version.version} is SUSPENDED: do not use it now.")
        return version


def row_of(version: ProtocolVersion, *, suspended: bool) -> dict[str, Any]:
    """What a list says of one version."""
    return {
        "slug": version.slug,
        "version": version.version,
        "title": version.title,
        "languages": version.document["languages"],
        "cadres": version.document["cadres"],
        "illustrative": version.document["illustrative"],
        "effective_from": version.effective_from.isoformat(),
        "review_due": version.review_due.isoformat(),
        "content_hash": version.content_hash,
        "suspended": suspended,
    }
