"""Postings: where somebody serves, from when to when. Nothing of the past is rewritten."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from people.actions.once import once
from people.errors import AlreadyThere, OutOfPlace, WrongDay
from people.models import Cadre, Posting, StaffRecord, Workplace
from people.permissions import can_manage_record, can_manage_roster
from people.rules import last_day_before


def require_keeper(by: Actor, staff_record: StaffRecord) -> None:
    """Raise NotAllowed unless `by` keeps this record."""
    allowed = can_manage_record(by, staff_record)
    require(allowed, _("You may change the roster of your own agency only."))


def check_workplace(root_agency_id: int, workplace: Workplace) -> None:
    """Raise OutOfPlace for a workplace outside the agency's tree."""
    if workplace.agency.root_id != root_agency_id:
        raise OutOfPlace(
            _("That workplace belongs to another agency. Add the person to its roster first.")
        )


def begin_posting(
    *,
    by: Actor,
    staff_record: StaffRecord,
    workplace: Workplace,
    cadre: Cadre,
    starts_on: date,
    ends_on: date | None = None,
) -> Posting:
    """Write a posting, for actions that have asked a permission of their own.

    Raises OutOfPlace for a workplace of another agency, WrongDay for an end before the start,
    AlreadyThere if the same post is held on one of these days.
    """
    check_workplace(staff_record.root_agency_id, workplace)
    if ends_on is not None and ends_on < starts_on:
        raise WrongDay(_("A posting cannot end before it began."))
    same = Posting.objects.filter(staff_record=staff_record, workplace=workplace, cadre=cadre)
    held = same.not_over(starts_on)
    if ends_on is not None:
        held = held.filter(starts_on__lte=ends_on)
    if held.exists():
        raise AlreadyThere(_("This person serves there in that post already."))
    with once(_("This person serves there in that post already.")):
        posting = Posting.objects.create(
            staff_record=staff_record,
            workplace=workplace,
            cadre=cadre,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    data = {"workplace": workplace.code, "cadre": cadre.code, "from": str(starts_on)}
    record(by=by, verb="people.posting_opened", obj=posting, data=data)
    return posting


@transaction.atomic
def open_posting(
    *, by: Actor, staff_record: StaffRecord, workplace: Workplace, cadre: Cadre, starts_on: date
) -> Posting:
    """Open a posting without closing another: people may serve at two places.

    Raises OutOfPlace for a workplace of another agency, AlreadyThere if the same posting is open,
    WrongDay for somebody who has left.
    """
    _require_both(by, staff_record, workplace)
    _check_not_left(staff_record)
    return begin_posting(
        by=by, staff_record=staff_record, workplace=workplace, cadre=cadre, starts_on=starts_on
    )


def _require_both(by: Actor, staff_record: StaffRecord, workplace: Workplace) -> None:
    require_keeper(by, staff_record)
    # Another agency's workplace is told as such, below; a unit's that one does not keep is refused.
    if workplace.agency.root_id == staff_record.root_agency_id:
        require(
            can_manage_roster(by, workplace.agency),
            _("You may change the roster of your own agency only."),
        )


def _check_not_left(staff_record: StaffRecord, ends_on: date | None = None) -> None:
    """Who has left serves nowhere after the last day. The row is locked: they may leave just now."""
    locked = StaffRecord.objects.select_for_update().filter(pk=staff_record.pk)
    left_on = locked.values_list("left_on", flat=True).get()
    if left_on is not None and (ends_on is None or ends_on > left_on):
        raise WrongDay(_("This person has left. Enter first that they came back."))


@transaction.atomic
def close_posting(*, by: Actor, posting: Posting, ends_on: date) -> Posting:
    """Close a posting with `ends_on` as its last day. Raises WrongDay, AlreadyThere."""
    require_keeper(by, posting.staff_record)
    if ends_on < posting.starts_on:
        raise WrongDay(_("A posting cannot end before it began."))
    # The database decides which of two closings at once was first.
    closed = Posting.objects.filter(pk=posting.pk, ends_on=None).update(ends_on=ends_on)
    if not closed:
        raise AlreadyThere(_("This posting has ended already."))
    posting.ends_on = ends_on
    record(by=by, verb="people.posting_closed", obj=posting, data={"last": str(ends_on)})
    return posting


@transaction.atomic
def transfer(
    *, by: Actor, posting: Posting, workplace: Workplace, cadre: Cadre, on: date
) -> Posting:
    """Close a posting the day before `on` and open another `on`. Returns the new posting.

    Raises WrongDay if the old posting would end before it began, OutOfPlace for a workplace of
    another agency, AlreadyThere if the person serves there in that post already.
    """
    _require_both(by, posting.staff_record, workplace)
    last = last_day_before(on, started=posting.starts_on)
    if last is None:
        raise WrongDay(_("A transfer must be at least one day after the posting began."))
    close_posting(by=by, posting=posting, ends_on=last)
    return open_posting(
        by=by, staff_record=posting.staff_record, workplace=workplace, cadre=cadre, starts_on=on
    )


@transaction.atomic
def withdraw_posting(*, by: Actor, posting: Posting, now: datetime) -> Posting:
    """Say that a posting was entered by mistake: it counts nowhere, and stays in the history.

    Raises AlreadyThere for one that was withdrawn before.
    """
    require_keeper(by, posting.staff_record)
    if not Posting.objects.filter(pk=posting.pk).update(withdrawn_at=now):
        raise AlreadyThere(_("This posting was taken back already."))
    posting.withdrawn_at = now
    record(by=by, verb="people.posting_withdrawn", obj=posting)
    return posting


@transaction.atomic
def correct_posting(
    *,
    by: Actor,
    posting: Posting,
    workplace: Workplace,
    cadre: Cadre,
    starts_on: date,
    ends_on: date | None,
    now: datetime,
) -> Posting:
    """Withdraw a posting and write what is right in its place. Returns the new posting.

    The wrong row stays in the history. Raises WrongDay, OutOfPlace, AlreadyThere; what is the same
    already changes nothing.
    """
    _require_both(by, posting.staff_record, workplace)
    wanted = (workplace.pk, cadre.pk, starts_on, ends_on)
    if wanted == (posting.workplace_id, posting.cadre_id, posting.starts_on, posting.ends_on):
        return posting
    _check_not_left(posting.staff_record, ends_on)
    withdraw_posting(by=by, posting=posting, now=now)
    return begin_posting(
        by=by,
        staff_record=posting.staff_record,
        workplace=workplace,
        cadre=cadre,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@transaction.atomic
def reopen_posting(*, by: Actor, posting: Posting, now: datetime) -> Posting:
    """Say that a posting was closed by mistake: an open one of the same start takes its place.

    Raises AlreadyThere for one that is open, WrongDay for somebody who has left.
    """
    if posting.ends_on is None:
        raise AlreadyThere(_("This posting is open."))
    return correct_posting(
        by=by,
        posting=posting,
        workplace=posting.workplace,
        cadre=posting.cadre,
        starts_on=posting.starts_on,
        ends_on=None,
        now=now,
    )
