"""Leaving an agency, and coming back.

Leaving is written at once; what it ends (roles, sessions, tokens, the sign-in by that staff number)
ends when the last day is over, or at once where that was asked. `end_access` does so, once.
"""

from datetime import date, datetime, timedelta
from typing import TypedDict

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor, System
from foundation.errors import require
from people.actions.access import end_access_now, is_last_administrator
from people.actions.postings import begin_posting, close_posting, require_keeper, withdraw_posting
from people.alarms import alarm_administrators
from people.errors import AlreadyThere, NeedsSuccessor, OutOfPlace, WrongDay
from people.leaving import open_tasks
from people.models import Cadre, Posting, StaffRecord, User, Workplace
from people.permissions import can_manage_roster, person_of
from people.queries import account_of, serves_on

log = structlog.get_logger(__name__)
ROSTERS = System("people.rosters")
LEAVING = [
    "left_on",
    "left_by",
    "successor",
    "access_ended_at",
    "closed_postings",
    "returned_after",
]


class Closed(TypedDict):
    """What a leaving did to a posting: which it was, its end before, and the row that stands now.

    `written` is empty for one that had not begun and was withdrawn.
    """

    was: int
    ended: str | None
    written: int | None


@transaction.atomic
def leave(
    *,
    by: Actor,
    staff_record: StaffRecord,
    last_day: date,
    now: datetime,
    successor: User | None = None,
    at_once: bool = False,
) -> StaffRecord:
    """Write that somebody leaves this agency with `last_day`, and close their postings there.

    Access ends when that day is over, for a day in the past or `at_once` immediately. Raises
    AlreadyThere for who has left, WrongDay for a day before a posting began, NeedsSuccessor where
    tasks wait for them, OutOfPlace for a successor who cannot be one.
    """
    require_keeper(by, staff_record)
    _check_who(by, staff_record)
    locked = StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    if locked.left_on is not None:
        raise AlreadyThere(_("This person has left already."))
    today = timezone.localdate(now)
    over = at_once or last_day < today
    _check_successor(locked, successor, today if over else last_day + timedelta(days=1))
    locked.closed_postings = _close_postings(by, locked, last_day, now)
    locked.left_by = by if isinstance(by, User) else None
    locked.left_on, locked.successor, locked.access_ended_at = last_day, successor, None
    locked.save(update_fields=LEAVING)
    record(by=by, verb="people.left", obj=locked, data={"last": str(last_day)})
    if over:
        end_access_now(by=by, staff_record=locked, now=now)
    return locked


def _check_who(by: Actor, staff_record: StaffRecord) -> None:
    own = None if isinstance(by, System) else person_of(by)
    if own is not None and own.pk == staff_record.person.canonical_id:
        raise OutOfPlace(_("You cannot enter that you leave yourself. Ask a colleague to do it."))
    user = account_of(staff_record.person)
    if user is not None and is_last_administrator(user):
        raise OutOfPlace(
            _("This person is the last administrator. Give that role to somebody else first.")
        )


def _check_successor(staff_record: StaffRecord, successor: User | None, on: date) -> None:
    """Raise unless somebody takes over, where work waits, who is still there `on` that day."""
    user = account_of(staff_record.person)
    if successor is None:
        if user is not None and open_tasks(user, staff_record):
            raise NeedsSuccessor(_("Work is waiting for this person. Choose who takes it over."))
        return
    if successor == user or not successor.is_active:
        raise OutOfPlace(_("Choose somebody else who has an account."))
    if not serves_on(successor, on):
        raise OutOfPlace(_("Choose somebody who is still in service when this work passes on."))


def _close_postings(
    by: Actor, staff_record: StaffRecord, last_day: date, now: datetime
) -> list[Closed]:
    after = Posting.objects.filter(staff_record=staff_record).not_over(last_day + timedelta(days=1))
    done: list[Closed] = []
    for posting in after.select_related("workplace__agency", "cadre"):
        former = str(posting.ends_on) if posting.ends_on else None
        written: int | None = posting.pk
        if posting.starts_on > max(last_day, timezone.localdate(now)):
            # It never began.
            withdraw_posting(by=by, posting=posting, now=now)
            written = None
        elif posting.ends_on is None or posting.starts_on > last_day:
            close_posting(by=by, posting=posting, ends_on=last_day)
        else:
            written = _shorten(by, posting, last_day, now).pk
        done.append({"was": posting.pk, "ended": former, "written": written})
    return done


def _shorten(by: Actor, posting: Posting, last_day: date, now: datetime) -> Posting:
    """A posting whose planned end is later than the last day ends with that day."""
    withdraw_posting(by=by, posting=posting, now=now)
    return begin_posting(
        by=by,
        staff_record=posting.staff_record,
        workplace=posting.workplace,
        cadre=posting.cadre,
        starts_on=posting.starts_on,
        ends_on=last_day,
    )


@transaction.atomic
def undo_leaving(*, by: Actor, staff_record: StaffRecord, now: datetime) -> StaffRecord:
    """Take a leaving back that was a mistake: postings that it ended are again as they were.

    Roles that ended are not given again, and who took over keeps the work: the pages say so.
    Raises AlreadyThere for somebody who has not left.
    """
    require_keeper(by, staff_record)
    locked = StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    if locked.left_on is None:
        raise AlreadyThere(_("This person has not left."))
    closed, last_day = locked.closed_postings, locked.left_on
    _clear_leaving(locked)
    for change in closed:
        _restore(by, locked, change, last_day, now)
    record(by=by, verb="people.leaving_undone", obj=locked)
    return locked


def _restore(
    by: Actor, staff_record: StaffRecord, change: Closed, last_day: date, now: datetime
) -> None:
    """Write a posting as it was before the leaving, unless somebody corrected it since."""
    if change["written"] is not None:
        still = Posting.objects.filter(pk=change["written"], ends_on=last_day).first()
        if still is None:
            return
        withdraw_posting(by=by, posting=still, now=now)
    rows = Posting.with_withdrawn.select_related("workplace__agency", "cadre")
    was = rows.get(pk=change["was"])
    begin_posting(
        by=by,
        staff_record=staff_record,
        workplace=was.workplace,
        cadre=was.cadre,
        starts_on=was.starts_on,
        ends_on=date.fromisoformat(change["ended"]) if change["ended"] else None,
    )


@transaction.atomic
def come_back(
    *,
    by: Actor,
    staff_record: StaffRecord,
    workplace: Workplace,
    cadre: Cadre,
    starts_on: date,
    now: datetime,
) -> Posting:
    """Post somebody again who had left, from a day after their last one. Returns the posting.

    They sign in by their staff number again from that day; roles are given anew. Raises AlreadyThere for
    somebody who has not left, WrongDay, OutOfPlace.
    """
    require_keeper(by, staff_record)
    if workplace.agency.root_id == staff_record.root_agency_id:
        require(
            can_manage_roster(by, workplace.agency),
            _("You may change the roster of your own agency only."),
        )
    locked = StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    if locked.left_on is None:
        raise AlreadyThere(_("This person has not left."))
    if starts_on <= locked.left_on:
        raise WrongDay(_("They can come back only after their last day."))
    if locked.left_on >= timezone.localdate(now):
        raise WrongDay(_("Their last day is still to come. Take the leaving back instead."))
    # Access that was not ended yet ends before they begin anew.
    end_access_now(by=by, staff_record=locked, now=now)
    locked.returned_after = locked.left_on
    _clear_leaving(locked)
    posting = begin_posting(
        by=by, staff_record=locked, workplace=workplace, cadre=cadre, starts_on=starts_on
    )
    record(by=by, verb="people.came_back", obj=locked, data={"from": str(starts_on)})
    return posting


def _clear_leaving(locked: StaffRecord) -> None:
    locked.left_on, locked.successor, locked.access_ended_at = None, None, None
    locked.left_by, locked.closed_postings = None, []
    locked.save(update_fields=LEAVING)


def end_due_access(*, now: datetime) -> int:
    """End the access of everybody whose last day is over. Returns of how many. Safe to repeat.

    One short transaction each: others write in between, and one failure holds nobody else up.
    """
    today = timezone.localdate(now)
    due = StaffRecord.objects.filter(left_on__lt=today, access_ended_at__isnull=True)
    ended = failed = 0
    for staff_record in due.select_related("person__same_as").order_by("pk"):
        try:
            ended += end_access_now(by=ROSTERS, staff_record=staff_record, now=now)
        except Exception as error:
            # The class only: the text of an error may hold a name.
            log.error("access_not_ended", record=staff_record.pk, error_type=type(error).__name__)
            failed += 1
    if failed:
        alarm_administrators(
            by=ROSTERS,
            kind="people.access_not_ended",
            subject=_("Access of people who left did not end"),
            body=_("It failed for %(n)d. It is tried again every hour; the log says why.")
            % {"n": failed},
        )
    return ended
