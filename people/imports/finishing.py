"""The end of a check: who is not in the file, the totals, and what changed since the last file."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count as CountRows
from django.db.models import Exists, OuterRef, QuerySet

from foundation.bulk import insert_many
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.pace import breathe
from people.imports.columns import Kind
from people.imports.known import current_posts
from people.imports.models import FileImport, ImportRow
from people.imports.rules import is_suspicious, last_day
from people.imports.stored import plan_as_json, postings_as_text
from people.imports.verdicts import Post, Step, Terms, Verdict
from people.models import Posting, StaffRecord

LEAVERS_A_STEP = 500


def mark_unreadable(file: FileImport, message: str) -> None:
    """Say why the file could not be read. The content goes: another file is needed."""
    FileImport.objects.filter(pk=file.pk, stage=FileImport.Stage.CHECKING).update(
        stage=FileImport.Stage.UNREADABLE, message=message[:300], content=None
    )


def finish_check(job: Job, file: FileImport, terms: Terms) -> None:
    """Write who would leave, the totals and the difference, and say that the check is over."""
    facts: dict[str, int | bool] = {}
    if file.kind == Kind.ROSTER:
        facts["serving"] = serving_in(file, terms).count()
        if file.complete:
            facts["unclear"] = file.rows.filter(number="").count()
            facts["nothing_read"] = not file.rows.exclude(verdict=Verdict.ERROR).exists()
            if not facts["unclear"] and not facts["nothing_read"]:
                _write_leavers(job, file, terms)
    counts = {**verdict_counts(file), **facts}
    # Those whom a complete file does not name, and those whose last day it gives.
    counts["leavers"] = file.rows.filter(verdict=Verdict.LEFT).count()
    counts["suspicious"] = is_suspicious(counts["leavers"], int(facts.get("serving", 0)))
    with transaction.atomic():
        FileImport.objects.filter(pk=file.pk, stage=FileImport.Stage.CHECKING).update(
            stage=FileImport.Stage.CHECKED, counts=counts, since_last=_since_last(file)
        )
        advance(job, done=job.total)


def verdict_counts(file: FileImport) -> dict[str, int]:
    """How many rows have which verdict, and how many there are."""
    rows = file.rows.order_by().values_list("verdict").annotate(n=CountRows("pk"))
    counts = {str(verdict): n for verdict, n in rows}
    return {**counts, "rows": file.rows.exclude(line=0).count()}


def serving_in(file: FileImport, terms: Terms) -> QuerySet[StaffRecord]:
    """Who is on the roster of the agency and its units, serves there today, and has not left."""
    serving = Posting.objects.not_over(terms.today).filter(
        staff_record=OuterRef("pk"), workplace__agency__path__startswith=file.agency.path
    )
    return StaffRecord.objects.filter(
        Exists(serving), agency__path__startswith=file.agency.path, left_on=None
    )


def missing_from(file: FileImport, terms: Terms) -> QuerySet[StaffRecord]:
    """Who serves and is not named in the file. A row with an error names its person, too.

    Who serves in another unit as well does not leave: that unit's file would not say so.
    """
    elsewhere = (
        Posting.objects.not_over(terms.today)
        .filter(staff_record=OuterRef("pk"))
        .exclude(workplace__agency__path__startswith=file.agency.path)
    )
    named = ImportRow.objects.filter(file=file, number=OuterRef("number")).exclude(line=0)
    missing = serving_in(file, terms).exclude(Exists(named)).exclude(Exists(elsewhere))
    return missing.order_by("pk")


def _write_leavers(job: Job, file: FileImport, terms: Terms) -> None:
    file.rows.filter(line=0).delete()
    for step in _portions(missing_from(file, terms)):
        posts = current_posts([record.pk for record in step], terms.today)
        rows = [
            ImportRow(
                file=file,
                line=0,
                number=record.number,
                verdict=Verdict.LEFT,
                entry={"legal_name": record.person.legal_name},
                plan=plan_as_json([_leaving(record, posts[record.pk], terms)]),
            )
            for record in step
        ]
        with transaction.atomic():
            insert_many(ImportRow, rows)
            advance(job, done=job.done)
        breathe()


def _leaving(record: StaffRecord, posts: list[Post], terms: Terms) -> Step:
    """The leaving, with who it is and what they held: applied later, it must be the same person."""
    held = {"record": str(record.pk), "postings": postings_as_text(post.pk for post in posts)}
    return Step("leave", day=last_day(terms.as_of, posts), details=held)


def _portions(records: QuerySet[StaffRecord]) -> Iterator[list[StaffRecord]]:
    after = 0
    while True:
        portion = list(records.filter(pk__gt=after).select_related("person")[:LEAVERS_A_STEP])
        if not portion:
            return
        yield portion
        after = portion[-1].pk


def _since_last(file: FileImport) -> dict[str, int | str]:
    """Against the last applied file of this agency: its rows, numbers that came and that went."""
    done = FileImport.objects.filter(
        agency=file.agency, kind=file.kind, stage=FileImport.Stage.APPLIED
    )
    last = done.exclude(pk=file.pk).order_by("-applied_at").first()
    if last is None or file.kind != Kind.ROSTER:
        return {}
    return {
        "file": str(last.uuid),
        "rows": last.rows.exclude(line=0).count(),
        "came": _numbers_only_in(file, last),
        "went": _numbers_only_in(last, file),
    }


def _numbers_only_in(file: FileImport, other: FileImport) -> int:
    there = ImportRow.objects.filter(file=other, number=OuterRef("number")).exclude(line=0)
    rows = file.rows.exclude(line=0).exclude(number="").exclude(Exists(there))
    return rows.order_by().values("number").distinct().count()
