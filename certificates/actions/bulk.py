"""Doing something with a whole list of the register, in the background."""

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.bundles import Built, write_print, write_register, write_zip
from certificates.errors import NothingToDo
from certificates.models import KEPT_FOR, BulkWork, Certificate, CertificateName
from certificates.permissions import can_fetch, can_read_names, can_work_in_bulk
from certificates.snapshot import Snapshot
from foundation.audit.actions import AuditValue, record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from foundation.jobs.actions import JobTaken, advance, enqueue
from foundation.jobs.models import Job
from foundation.jobs.pace import breathe
from foundation.notices.actions import notify
from people.models import User, rows_of

BULK = "certificates.bulk"
MOST = 20_000
AT_A_TIME = 50
CLICKED_TWICE = timedelta(minutes=1)
DAY = timedelta(days=1)
Kind = BulkWork.Kind


@transaction.atomic
def ask_in_bulk(
    *, by: User, kind: str, certificates: QuerySet[Certificate], now: datetime, paper: str = "a4"
) -> BulkWork:
    """Have this done with these certificates. A job does it; who asked is told when it is done.

    What is revoked has no paper, and its holder is not told again. The same asked again while it
    runs, or within a minute, is the same work: for telling holders also when another officer asked.
    Raises NotAllowed, and NothingToDo for an empty list and for one of more than 20,000.
    """
    require(can_work_in_bulk(by, kind), _("You may not do this with the register."))
    work = BulkWork(
        kind=kind,
        paper=paper,
        names=can_read_names(by),
        certificates=_chosen(kind, certificates),
        asked_by=by,
        asked_at=now,
    )
    alike = _likeness(work)
    asked_before = _just_asked(alike, now)
    if asked_before is not None:
        return asked_before
    work.job = enqueue(by=by, kind=BULK, params={"work": str(work.uuid)}, alike=alike)
    if work.job.found:
        return BulkWork.objects.select_related("job").get(job=work.job)
    work.save(force_insert=True)
    data: dict[str, AuditValue] = {"kind": str(kind), "certificates": len(work.certificates)}
    record(by=by, verb="certificates.bulk_asked", obj=work, data=data)
    return work


def _chosen(kind: str, certificates: QuerySet[Certificate]) -> list[int]:
    """The keys of those with which this can be done. Raises NothingToDo."""
    if kind != Kind.REGISTER:
        certificates = certificates.filter(revocation=None).exclude(printed__legal_name="")
    keys = list(certificates.values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        raise NothingToDo(_("There is no certificate in this list with which this can be done."))
    if len(keys) > MOST:
        raise NothingToDo(
            _("At most %(most)d certificates at once. Narrow the list first.") % {"most": MOST}
        )
    return keys


def _likeness(work: BulkWork) -> str:
    """What two works share that would do the same. A file is for who asked; a message is not."""
    what: list[object] = [str(work.kind), work.certificates]
    if work.kind != Kind.RESEND:
        what += [str(work.paper), work.names, work.asked_by_id]
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()


def _just_asked(alike: str, now: datetime) -> BulkWork | None:
    """The same work of a moment ago, which may be done already: a button was clicked twice."""
    same = BulkWork.objects.filter(
        job__kind=BULK, job__alike=alike, asked_at__gt=now - CLICKED_TWICE
    )
    ended = [Job.Status.FAILED, Job.Status.CANCELLED]
    return same.exclude(job__status__in=ended).select_related("job").first()


def carry_out_bulk(*, job: Job, work: BulkWork, now: datetime) -> None:
    """Do the work, step by step. Begun again, it goes on; a file is begun anew.

    Who asked must still be allowed to. Raises NotAllowed, and JobTaken when it was cancelled.
    """
    require(can_work_in_bulk(work.asked_by, work.kind), _("They may not do this any more."))
    if work.kind == Kind.RESEND:
        _tell_holders(job, work)
        return
    kept = False
    while not kept:
        # A name that is erased while the file is written has it written anew, without that name.
        erased = _names_erased()
        kept = _keep(job, work, _build(job, work, now), erased, now)


def _names_erased() -> int:
    """On how many certificates the name was erased, in the whole register: names never come back."""
    return CertificateName.objects.filter(legal_name="").count()


def _steps(job: Job, work: BulkWork) -> Iterator[Sequence[Certificate]]:
    """The certificates, some at a time, counted once they are done with."""
    keys = work.certificates
    for start in range(0, len(keys), AT_A_TIME):
        chunk = keys[start : start + AT_A_TIME]
        loaded = Certificate.objects.with_life().select_related("printed").in_bulk(chunk)
        yield [loaded[key] for key in chunk]
        with transaction.atomic():
            advance(job, done=start + len(chunk), total=len(keys))
        breathe()


def folder() -> Path:
    """Where the files lie: for the service's own user only."""
    found = Path(settings.STATE_DIR) / "bulk"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def file_of(work: BulkWork) -> Path:
    """The file of a work that has one."""
    return folder() / str(work.uuid)


def _build(job: Job, work: BulkWork, now: datetime) -> Built:
    """Write the file beside its place, and put it there whole."""
    write = {Kind.ZIP: write_zip, Kind.PRINT: write_print, Kind.REGISTER: write_register}
    unfinished = file_of(work).with_suffix(".part")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as out:
            built = write[Kind(work.kind)](out, work, _steps(job, work), now)
        unfinished.replace(file_of(work))
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return built


def _keep(job: Job, work: BulkWork, built: Built, erased: int, now: datetime) -> bool:
    """Say that the file is there, unless somebody has cancelled, or a name was erased meanwhile."""
    try:
        with transaction.atomic():
            # An erasure holds this row until it is over.
            BulkWork.objects.select_for_update(no_key=True).values_list("pk").get(pk=work.pk)
            if _names_erased() != erased:
                # Gone at once: the next try may be cancelled, or never come.
                file_of(work).unlink(missing_ok=True)
                return False
            advance(job, done=len(work.certificates), total=len(work.certificates))
            work.file_name, work.left_out = built.name, built.left_out
            work.file_bytes, work.file_digest = file_of(work).stat().st_size, built.digest
            work.expires_at = now + KEPT_FOR
            work.save()
            _tell_officer(work)
    except JobTaken:
        file_of(work).unlink(missing_ok=True)
        raise
    return True


def _tell_officer(work: BulkWork) -> None:
    officer = work.asked_by
    with override(officer.person.language if officer.person else None):
        notify(
            by=BULK_WORKER,
            to=officer,
            kind="certificates.bulk_ready",
            subject=_("Your file is ready"),
            body=_("It can be fetched for three days, by you alone."),
            link=reverse("register:bulk_work", args=[work.uuid]),
            key=f"certificates.bulk:{work.pk}",
        )


BULK_WORKER = System("certificates-bulk")


def _tell_holders(job: Job, work: BulkWork) -> None:
    """Tell each holder where their certificate is, once for this work however often it runs."""
    keys = work.certificates
    for start in range(job.done, len(keys), AT_A_TIME):
        chunk = keys[start : start + AT_A_TIME]
        with transaction.atomic():
            advance(job, done=start + len(chunk), total=len(keys))
            held = Certificate.objects.filter(pk__in=chunk, revocation=None)
            for certificate in held.select_related("person__same_as").order_by("pk"):
                _tell_holder(work, certificate)
        breathe()


def _tell_holder(work: BulkWork, certificate: Certificate) -> None:
    holder = certificate.person.same_as or certificate.person
    user = User.objects.filter(person__in=rows_of(holder.pk)).first()
    if user is None:
        return
    programme = Snapshot.read(certificate.snapshot).programme
    with override(holder.language):
        notify(
            by=work.asked_by,
            to=user,
            kind="certificates.sent_again",
            subject=_("Your certificate"),
            body=_("You hold: %(programme)s. Open and download it under My record.")
            % {"programme": programme},
            link=reverse("certificates:record"),
            key=f"certificates.bulk:{work.pk}:{certificate.pk}",
        )


def note_file_fetched(*, by: User, work: BulkWork) -> None:
    """Write down that somebody takes the file away. Raises NotAllowed."""
    require(can_fetch(by, work), _("This file is for somebody else."))
    data: dict[str, AuditValue] = {"kind": work.kind, "certificates": len(work.certificates)}
    record(by=by, verb="certificates.bulk_fetched", obj=work, data=data)


def remove_files_naming(*, by: Actor, certificates: Collection[int]) -> None:
    """Remove the files that show the name on any of these: part of an erasure, which asked.

    Who made one is told so on its page and may have it made anew, without that name. A file that is
    being written waits for the erasure before it is kept, and is written anew then.
    """
    unfinished = BulkWork.objects.filter(expires_at=None).exclude(kind=Kind.RESEND)
    list(unfinished.select_for_update(no_key=True).values_list("pk"))
    for work in BulkWork.objects.exclude(file_name=""):
        names = work.names or work.kind != Kind.REGISTER
        if names and not set(work.certificates).isdisjoint(certificates):
            transaction.on_commit(partial(file_of(work).unlink, missing_ok=True))
            _note_removed(by, work)


def _note_removed(by: Actor, work: BulkWork) -> None:
    work.file_name = ""
    work.save(update_fields=["file_name"])
    record(by=by, verb="certificates.bulk_removed", obj=work)


def remove_lapsed_files(*, by: Actor, now: datetime) -> int:
    """Remove every file past its last moment, and what broken runs left. Returns how many went."""
    count = 0
    for work in BulkWork.objects.lapsed(now):
        file_of(work).unlink(missing_ok=True)
        _note_removed(by, work)
        count += 1
    for left in folder().iterdir():
        # A worker that died leaves a part, or a whole file that nobody was told of.
        age = now.timestamp() - left.stat().st_mtime
        if age > (DAY if left.suffix == ".part" else KEPT_FOR + DAY).total_seconds():
            left.unlink(missing_ok=True)
    return count
