"""Calling certificates for renewal, because what they rest on has changed."""

from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, DateTimeField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.changes import basis_of, options_of
from certificates.errors import CannotCall
from certificates.models import (
    CalledCertificate,
    CallWithdrawal,
    Certificate,
    Programme,
    RenewalCall,
)
from certificates.models.register import CertificateQuerySet
from certificates.permissions import can_call, can_remind_holders
from courses.models import CourseEdition
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.formats.calendar import end_of_day
from people.models import User


def affected(
    programme: Programme, basis: str, value: str, due_on: date, now: datetime
) -> CertificateQuerySet:
    """Certificates that would fall due: they hold, nothing renewed them, and they end later."""
    end = end_of_day(due_on, settings.TIME_ZONE)
    held = Certificate.objects.filter(programme=programme, issued_at__lte=now, valid_until__gt=end)
    standing = held.filter(revocation=None, successor=None)
    return standing.filter(basis_of(basis).older(programme, value))


@transaction.atomic
def call_for_renewal(
    *,
    by: User,
    programme: Programme,
    basis: str,
    value: str,
    due_on: date,
    reason: str,
    now: datetime,
) -> RenewalCall:
    """Decide that certificates below this fall due by that day. No certificate is changed.

    Raises NotAllowed, and CannotCall for a day that is not to come, a change that there is not, one
    that was decided already, a missing reason, or when nobody is concerned.
    """
    require(can_call(by), _("Only the Secretariat may call certificates for renewal."))
    label = _label_of(programme, basis, value)
    if due_on <= timezone.localdate(now):
        raise CannotCall(_("Choose a day after today."))
    if not reason.strip():
        raise CannotCall(_("Say why, for whoever asks later."))
    # Two officers at once: the second one waits here, and then sees the first one's decision.
    # Issuing goes on meanwhile: a new certificate only needs that its programme stays.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    known = RenewalCall.objects.filter(programme=programme, basis=basis, value=value)
    if known.filter(withdrawal=None).exists():
        raise CannotCall(_("This was decided already. Take that decision back first."))
    call = RenewalCall.objects.create(
        programme=programme,
        basis=basis,
        value=value,
        label=label,
        due_on=due_on,
        reason=reason.strip(),
        decided_by=by,
        decided_at=now,
    )
    count = _add(call, affected(programme, basis, value, due_on, now), now)
    if not count:
        raise CannotCall(_("No certificate would fall due."))
    data = {"programme": programme.code, "basis": basis, "due_on": due_on.isoformat()}
    record(by=by, verb="certificates.renewal_called", obj=call, data={**data, "count": count})
    return call


def _label_of(programme: Programme, basis: str, value: str) -> str:
    for key, option in options_of(programme):
        if (key, option.value) == (basis, value):
            return option.label
    raise CannotCall(_("Choose what has changed from the list."))


def _add(call: RenewalCall, found: CertificateQuerySet, now: datetime) -> int:
    """Put them under a decision, in one statement for a whole nation. Returns how many were new."""
    chosen = found.order_by().values_list(
        Value(call.pk, output_field=BigIntegerField()),
        "pk",
        Value(now, output_field=DateTimeField()),
    )
    select, values = chosen.query.sql_with_params()
    table = connection.ops.quote_name(CalledCertificate._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (call_id, certificate_id, called_at) {select} ON CONFLICT DO NOTHING",  # noqa: S608
            values,
        )
        return int(cursor.rowcount)


@transaction.atomic
def withdraw_call(*, by: User, call: RenewalCall, reason: str, now: datetime) -> None:
    """Take a decision back: its certificates are as they were. Asked again, nothing happens.

    Raises NotAllowed, and CannotCall without a reason.
    """
    require(can_call(by), _("Only the Secretariat may take this back."))
    if not reason.strip():
        raise CannotCall(_("Say why, for whoever asks later."))
    _row, made = CallWithdrawal.objects.get_or_create(
        call=call, defaults={"reason": reason.strip(), "decided_by": by, "decided_at": now}
    )
    if made:
        record(by=by, verb="certificates.renewal_call_withdrawn", obj=call)


def extend_calls(*, by: Actor, now: datetime) -> int:
    """Add what was issued on the older basis since a decision. Returns how many. May run at any time.

    Somebody may pass the old edition of a course after the decision. Raises NotAllowed.
    """
    require(can_remind_holders(by), _("Decisions are kept up by the schedule."))
    count = 0
    for call in RenewalCall.objects.filter(withdrawal=None).select_related("programme__course"):
        found = affected(call.programme, call.basis, call.value, call.due_on, now)
        with transaction.atomic():
            count += _add(call, found.exclude(calls__call=call), now)
    return count


def carry_calls(*, old: Certificate, new: Certificate, now: datetime) -> None:
    """A corrected certificate is due when the one that it replaces was."""
    for one in CalledCertificate.objects.open_at(now).filter(certificate=old):
        CalledCertificate.objects.create(call_id=one.call_id, certificate=new, called_at=now)


def meets_calls(certificate: Certificate, edition: CourseEdition, now: datetime) -> bool:
    """Does passing this edition answer every open call of the certificate? One query."""
    calls = RenewalCall.objects.filter(
        pk__in=CalledCertificate.objects.open_at(now).filter(certificate=certificate).values("call")
    )
    return all(
        basis_of(call.basis).meets(certificate.programme, call.value, edition) for call in calls
    )
