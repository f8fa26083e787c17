"""Telling holders by when a certificate that was called is to be renewed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.models import CalledCertificate, CallReminder
from certificates.permissions import can_remind_holders
from certificates.rules import STAGES, reminder_stage
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import User, rows_of

_AT_A_TIME = 50


def remind_called(*, by: Actor, now: datetime) -> int:
    """Send every reminder that is due and was not sent. Returns how many.

    The stages are those before the end of a certificate: 90, 30 and 7 days before the day, and on it.
    May run at any time and more than once. Raises NotAllowed.
    """
    require(can_remind_holders(by), _("Reminders are sent by the schedule."))
    today = timezone.localdate(now)
    told = set(
        CallReminder.objects.filter(called__in=_falling_due(now).values("pk")).values_list(
            "called_id", "stage"
        )
    )
    due = []
    for key, day in _falling_due(now).values_list("pk", "call__due_on"):
        stage = reminder_stage((day - today).days)
        if stage is not None and (key, stage) not in told:
            due.append((key, stage))
    sent = 0
    for start in range(0, len(due), _AT_A_TIME):
        with transaction.atomic():
            batch = dict(due[start : start + _AT_A_TIME])
            rows = _falling_due(now).filter(pk__in=batch)
            for called in rows.select_related("call", "certificate__person__same_as"):
                sent += _remind(by, called, batch[called.pk], now)
    return sent


def _falling_due(now: datetime) -> QuerySet[CalledCertificate]:
    """What falls due within the first stage, and was neither renewed nor ended."""
    today = timezone.localdate(now)
    soon = CalledCertificate.objects.open_at(now).filter(
        call__due_on__gte=today, call__due_on__lte=today + timedelta(days=max(STAGES))
    )
    standing = soon.filter(certificate__revocation=None, certificate__successor=None)
    return standing.order_by("pk")


def _remind(by: Actor, called: CalledCertificate, stage: int, now: datetime) -> bool:
    """The row, and the word to a holder who can sign in. False if another run was first."""
    _row, made = CallReminder.objects.get_or_create(
        called=called, stage=stage, defaults={"day": timezone.localdate(now)}
    )
    certificate = called.certificate
    holder = certificate.person.same_as or certificate.person
    accounts = User.objects.filter(person__in=rows_of(holder.pk), is_active=True)
    if made and (user := accounts.first()):
        with override(holder.language):
            day = {"day": date_format(called.call.due_on, "j F Y")}
            what = {"what": called.call.label, "reason": called.call.reason}
            why = _("There is something newer to know: %(what)s. %(reason)s") % what
            how = _("Pass the quiz again. My record leads you there.")
            notify(
                by=by,
                to=user,
                kind="certificates.called",
                subject=_("Renew your certificate by %(day)s") % day,
                body=f"{certificate.snapshot['programme']}, {certificate.serial}. {why} {how}",
                link=reverse("certificates:record"),
                key=f"certificates.called:{called.pk}:{stage}",
            )
    return made
