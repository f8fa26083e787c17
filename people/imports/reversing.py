"""Taking an import back, change by change, the last one first.

Nothing of history is rewritten: postings are withdrawn or opened anew, counts superseded, by the same
actions as the forms. What was changed again since then stays as it is, and says so.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from foundation.errors import DomainError
from foundation.jobs.actions import advance
from foundation.jobs.models import Job
from foundation.jobs.pace import STEP_SECONDS, breathe
from people import actions
from people.errors import OutOfPlace
from people.imports.models import FileImport, ImportChange
from people.imports.turns import require_turn
from people.models import Establishment, Posting, StaffRecord
from people.queries import account_of

CHANGES_A_STEP = 100
_RELATED = (
    "staff_record__person",
    "staff_record__agency",
    "posting__workplace__agency",
    "posting__cadre",
    "posting__staff_record__agency",
    "posting__staff_record__person",
    "former__workplace__agency",
    "former__cadre",
    "former__staff_record__agency",
    "former__staff_record__person",
    "establishment__agency",
    "establishment__cadre",
)


def run_reverse(job: Job, file: FileImport, by: Actor, now: datetime) -> None:
    """Take back what is left to take back, in short steps. Begun again, it goes on."""
    left = file.changes.filter(undone="").order_by("-pk").select_related(*_RELATED)
    total = left.count() + job.done
    while step := list(left[:CHANGES_A_STEP]):
        with transaction.atomic():
            require_turn(job, file, FileImport.Stage.REVERSING)
            done = _undo_step(by, step, now)
            advance(job, done=min(job.done + done, total), total=total)
        breathe()
    with transaction.atomic():
        FileImport.objects.filter(pk=file.pk, stage=FileImport.Stage.REVERSING).update(
            stage=FileImport.Stage.REVERSED, reversed_at=timezone.now()
        )
        advance(job, done=total, total=total)


def _undo_step(by: Actor, step: list[ImportChange], now: datetime) -> int:
    began = monotonic()
    for done, change in enumerate(step):
        if done and monotonic() - began > STEP_SECONDS:
            return done
        undo(by=by, change=change, now=now)
    return len(step)


def undo(*, by: Actor, change: ImportChange, now: datetime) -> None:
    """Take one change back, or say what stands in the way."""
    try:
        with transaction.atomic():
            _UNDO[change.kind](by, change, now)
            change.undone = "undone"
    except DomainError as error:
        change.undone, change.obstacle = "kept", str(error)[:200]
    change.save(update_fields=["undone", "obstacle"])


def _later_change() -> OutOfPlace:
    return OutOfPlace(_("This was changed again after the import, so it was left as it is."))


def _of(change: ImportChange) -> StaffRecord:
    """The staff record as it is now."""
    assert change.staff_record_id is not None
    related = ("person__same_as", "agency", "root_agency")
    return StaffRecord.objects.select_related(*related).get(pk=change.staff_record_id)


def _standing(posting: Posting | None) -> Posting:
    """The posting as it is now, or the one of the same place and start that took its place.

    Raises OutOfPlace if it was withdrawn since.
    """
    assert posting is not None
    same = Posting.objects.filter(
        staff_record=posting.staff_record_id,
        workplace=posting.workplace_id,
        cadre=posting.cadre_id,
        starts_on=posting.starts_on,
    ).select_related("staff_record__person", "staff_record__agency", "workplace__agency", "cadre")
    found = sorted(same, key=lambda one: one.pk != posting.pk)
    if not found:
        raise _later_change()
    return found[0]


def _closed_as_left(former: Posting) -> Posting:
    """A posting that the import closed, if nobody has corrected its end since."""
    standing = _standing(former)
    if standing.ends_on != former.ends_on:
        raise _later_change()
    return standing


def _withdraw(by: Actor, change: ImportChange, now: datetime) -> None:
    """Take back a posting that nobody has closed or corrected since."""
    posting = _standing(change.posting)
    ends_on = posting.ends_on.isoformat() if posting.ends_on else None
    if ends_on != change.after.get("ends_on"):
        raise _later_change()
    actions.withdraw_posting(by=by, posting=posting, now=now)


def _undo_add(by: Actor, change: ImportChange, now: datetime) -> None:
    """The person stays in the register, as somebody who left before serving a day."""
    staff = _of(change)
    if account_of(staff.person) is not None:
        raise OutOfPlace(
            _("This person has an account by now. Enter on their page that they left.")
        )
    posting = _standing(change.posting)
    others = Posting.objects.filter(staff_record=staff).exclude(pk=posting.pk)
    if staff.left_on is not None or others.exists():
        raise _later_change()
    _withdraw(by, change, now)
    yesterday = timezone.localdate(now) - timedelta(days=1)
    actions.leave(by=by, staff_record=staff, last_day=yesterday, now=now)


def _undo_open(by: Actor, change: ImportChange, now: datetime) -> None:
    _withdraw(by, change, now)


def _undo_restore(by: Actor, change: ImportChange, now: datetime) -> None:
    _undo_add(by, change, now)


def _undo_move(by: Actor, change: ImportChange, now: datetime) -> None:
    """The new posting is withdrawn, and the former one open again."""
    former = change.former
    assert former is not None
    if change.kind == "transfer":
        closed = _closed_as_left(former)
        _withdraw(by, change, now)
        actions.reopen_posting(by=by, posting=closed, now=now)
        return
    _withdraw(by, change, now)
    actions.open_posting(
        by=by,
        staff_record=_of(change),
        workplace=former.workplace,
        cadre=former.cadre,
        starts_on=former.starts_on,
    )


def _undo_close(by: Actor, change: ImportChange, now: datetime) -> None:
    assert change.former is not None
    actions.reopen_posting(by=by, posting=_closed_as_left(change.former), now=now)


def _undo_leave(by: Actor, change: ImportChange, now: datetime) -> None:
    staff = _of(change)
    if staff.left_on != date.fromisoformat(change.after["left_on"]):
        raise _later_change()
    actions.undo_leaving(by=by, staff_record=staff, now=now)


def _undo_return(by: Actor, change: ImportChange, now: datetime) -> None:
    staff = _of(change)
    if staff.left_on is not None:
        raise _later_change()
    _withdraw(by, change, now)
    if Posting.objects.not_over(timezone.localdate(now)).filter(staff_record=staff).exists():
        raise _later_change()
    last_day = date.fromisoformat(change.before["left_on"])
    actions.leave(by=by, staff_record=staff, last_day=last_day, now=now)


def _undo_details(by: Actor, change: ImportChange, _now: datetime) -> None:
    staff = _of(change)
    person = staff.person
    values = {
        name: getattr(person, name) for name in ("legal_name", "call_name", "sex", "language")
    }
    values["email"] = staff.email
    if any(values[name] != value for name, value in change.after.items()):
        raise _later_change()
    values.update(change.before)
    email = values.pop("email")
    # What is taken back was a mistake.
    actions.change_person(by=by, person=person, keep_former=False, **values)
    actions.change_staff(by=by, staff_record=staff, number=staff.number, email=email)


def _undo_count(by: Actor, change: ImportChange, _now: datetime) -> None:
    counted = _counted(change)
    actions.withdraw_establishment(by=by, establishment=counted)


def _undo_recount(by: Actor, change: ImportChange, _now: datetime) -> None:
    counted = _counted(change)
    former = counted.supersedes
    assert former is not None
    actions.correct_establishment(
        by=by, establishment=counted, funded=former.funded, filled=former.filled
    )


def _counted(change: ImportChange) -> Establishment:
    found = (
        Establishment.objects.filter(pk=change.establishment_id)
        .select_related("agency", "cadre", "supersedes")
        .first()
    )
    if found is None:
        raise _later_change()
    return found


_UNDO: dict[str, Callable[[Actor, ImportChange, datetime], None]] = {
    "add": _undo_add,
    "open": _undo_open,
    "restore": _undo_restore,
    "transfer": _undo_move,
    "correct": _undo_move,
    "close": _undo_close,
    "leave": _undo_leave,
    "return": _undo_return,
    "details": _undo_details,
    "count": _undo_count,
    "recount": _undo_recount,
}
