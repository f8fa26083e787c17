"""Exemptions: days on which nothing is asked of somebody."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from people.actions.postings import require_keeper
from people.errors import AlreadyThere, BadValue, WrongDay
from people.models import Exemption, StaffRecord


@transaction.atomic
def exempt(
    *, by: Actor, staff_record: StaffRecord, reason: str, starts_on: date, ends_on: date
) -> Exemption:
    """Exempt somebody from `starts_on` to `ends_on`, both included.

    They are not reminded, and what is due moves by these days. Raises BadValue, WrongDay,
    AlreadyThere for days that are exempt already.
    """
    require_keeper(by, staff_record)
    if reason not in Exemption.Reason.values:
        raise BadValue(_("Choose one of the reasons."))
    if ends_on < starts_on:
        raise WrongDay(_("The last day cannot be before the first."))
    # Locked, so that two requests at once do not both find the days free.
    StaffRecord.objects.select_for_update().get(pk=staff_record.pk)
    there = Exemption.objects.standing().filter(staff_record=staff_record)
    if there.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AlreadyThere(_("Some of these days are exempt already. Choose other days."))
    exemption = Exemption.objects.create(
        staff_record=staff_record, reason=reason, starts_on=starts_on, ends_on=ends_on
    )
    # The reason may be about health: it stays in its own row.
    data = {"from": str(starts_on), "to": str(ends_on)}
    record(by=by, verb="people.exempted", obj=exemption, data=data)
    return exemption


@transaction.atomic
def withdraw_exemption(*, by: Actor, exemption: Exemption, now: datetime) -> Exemption:
    """Take an exemption back. It stays in the history. Raises AlreadyThere."""
    require_keeper(by, exemption.staff_record)
    still = Exemption.objects.filter(pk=exemption.pk, withdrawn_at__isnull=True)
    if not still.update(withdrawn_at=now):
        raise AlreadyThere(_("This exemption was taken back already."))
    exemption.withdrawn_at = now
    record(by=by, verb="people.exemption_withdrawn", obj=exemption)
    return exemption


@transaction.atomic
def end_exemption(*, by: Actor, exemption: Exemption, ends_on: date, now: datetime) -> Exemption:
    """Give an exemption another last day, because somebody is back earlier or stays longer.

    Returns the row that takes its place. Raises WrongDay, AlreadyThere.
    """
    withdraw_exemption(by=by, exemption=exemption, now=now)
    return exempt(
        by=by,
        staff_record=exemption.staff_record,
        reason=exemption.reason,
        starts_on=exemption.starts_on,
        ends_on=ends_on,
    )
