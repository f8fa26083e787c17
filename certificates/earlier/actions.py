"""Recording what others issued: a list in two steps, one by one, and taking one out again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.earlier.checking import Entry, Judged, Verdict, judge
from certificates.earlier.columns import Row, read_rows
from certificates.errors import CannotRecord
from certificates.models import EarlierCertificate, EarlierFile
from certificates.permissions import can_record_earlier, earlier_files_visible_to
from foundation.audit.actions import AuditValue, record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.models import Agency, Person, User

SHORT_NAME = 200


def _require(by: Actor) -> None:
    require(can_record_earlier(by), _("Only the Secretariat may record earlier certificates."))


@transaction.atomic
def receive_list(
    *, by: User, agency: Agency | None, name: str, content: bytes, now: datetime
) -> EarlierFile:
    """Keep the rows of a list, for a look at what each would record. Nothing is recorded.

    `agency` is the one whose people it names, None for the nation. What the same officer sent before
    and did not record is let go. Raises UnreadableFile.
    """
    _require(by)
    rows = read_rows(content)
    for left in EarlierFile.objects.filter(sent_by=by, closed_at=None):
        _close(left, now)
    file = EarlierFile.objects.create(
        agency=agency,
        name=name.rpartition("/")[2].rpartition("\\")[2][:SHORT_NAME],
        rows=rows,
        sent_by=by,
        sent_at=now,
    )
    data: dict[str, AuditValue] = {"rows": len(rows), "agency": agency.code if agency else ""}
    record(by=by, verb="certificates.earlier_list_received", obj=file, data=data)
    return file


def check_list(file: EarlierFile, now: datetime) -> list[Judged]:
    """What each row of a list would record now. None once it is closed."""
    return judge(file.rows, file.agency, timezone.localdate(now))


@transaction.atomic
def record_list(*, by: User, file: EarlierFile, now: datetime) -> int:
    """Record the rows that are new and right; the others are left out. Returns how many.

    Sent or recorded again, nothing is recorded twice. Raises NotAllowed for another officer's list.
    """
    _require(by)
    mine = earlier_files_visible_to(by).filter(pk=file.pk).exists()
    require(mine, _("Only who sent the list may record it."))
    locked = EarlierFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.closed_at is not None:
        return locked.recorded
    _hold({entry.person_id for entry in _new(locked, now)})
    made = [_certificate(by, entry, now, locked) for entry in _new(locked, now)]
    EarlierCertificate.objects.bulk_create(made, batch_size=500)
    locked.recorded = len(made)
    _close(locked, now)
    data = {"certificates": locked.recorded}
    record(by=by, verb="certificates.earlier_list_recorded", obj=locked, data=data)
    return locked.recorded


def _new(file: EarlierFile, now: datetime) -> list[Entry]:
    judged = check_list(file, now)
    return [one.entry for one in judged if one.verdict is Verdict.NEW and one.entry]


def _hold(people: set[int]) -> None:
    """Wait for whoever records for any of these people, always in the same order.

    Two lists that write the same paper in other letters, or name people in another order, would
    else record it twice or lock each other out.
    """
    held = Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")
    list(held.values_list("pk"))


@transaction.atomic
def discard_list(*, by: User, file: EarlierFile, now: datetime) -> None:
    """Let a list go without recording it. Done before, nothing happens."""
    _require(by)
    mine = earlier_files_visible_to(by).filter(pk=file.pk).exists()
    require(mine, _("Only who sent the list may discard it."))
    locked = EarlierFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.closed_at is None:
        _close(locked, now)
        record(by=by, verb="certificates.earlier_list_discarded", obj=locked)


def discard_old_lists(*, by: Actor, now: datetime) -> int:
    """Let go of lists that nobody recorded for as long as roster files are kept. Returns how many.

    What they say of people is on no record and no page, so no erasure would find it.
    """
    _require(by)
    edge = now - timedelta(days=settings.IMPORT_DAYS)
    old = EarlierFile.objects.filter(closed_at=None, sent_at__lt=edge)
    return sum(_discard_old(by, key, now) for key in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _discard_old(by: Actor, key: int, now: datetime) -> bool:
    waiting = EarlierFile.objects.select_for_update(of=("self",)).filter(pk=key, closed_at=None)
    file = waiting.first()
    if file is None:
        return False
    _close(file, now)
    record(by=by, verb="certificates.earlier_list_discarded", obj=file)
    return True


def _close(file: EarlierFile, now: datetime) -> None:
    file.rows, file.closed_at = [], now
    file.save(update_fields=["rows", "closed_at", "recorded"])


@transaction.atomic
def record_one(*, by: User, row: Row, now: datetime) -> EarlierCertificate:
    """Record one certificate, checked like a row of a list. Recorded before, that one is returned.

    Raises CannotRecord with what is wrong.
    """
    _require(by)
    today = timezone.localdate(now)
    one = judge([row], None, today)[0]
    if one.entry:
        _hold({one.entry.person_id})
        one = judge([row], None, today)[0]
    if one.entry is None or one.problems:
        raise CannotRecord(" ".join(one.problems))
    wanted = _certificate(by, one.entry, now, None)
    same = EarlierCertificate.objects.of_person(one.entry.person_id).filter(
        provider__iexact=wanted.provider,
        number__iexact=wanted.number,
        title__iexact=wanted.title,
        issued_on=wanted.issued_on,
    )
    if known := same.first():
        return known
    wanted.save(force_insert=True)
    record(by=by, verb="certificates.earlier_recorded", obj=wanted)
    return wanted


def _certificate(
    by: User, entry: Entry, now: datetime, file: EarlierFile | None
) -> EarlierCertificate:
    return EarlierCertificate(
        person_id=entry.person_id,
        staff_record=entry.record,
        title=entry.title,
        provider=entry.provider,
        number=entry.number,
        issued_on=entry.issued_on,
        valid_until=entry.valid_until,
        file=file,
        recorded_by=by,
        recorded_at=now,
    )


@transaction.atomic
def withdraw_earlier(*, by: Actor, certificate: EarlierCertificate, now: datetime) -> None:
    """Take one out that was recorded by mistake. Nobody is shown it any more."""
    _require(by)
    standing = EarlierCertificate.objects.standing().filter(pk=certificate.pk)
    if standing.update(withdrawn_at=now):
        record(by=by, verb="certificates.earlier_withdrawn", obj=certificate)
