"""Two officers take a version out of use, or give it back. Effective at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import DomainError, NotAllowed
from foundation.jobs.actions import enqueue
from foundation.notices.actions import notify
from people.models import User
from people.permissions import is_same_human
from protocols.models import (
    ProtocolDraft,
    ProtocolVersion,
    SuspensionConfirmation,
    SuspensionRequest,
)
from protocols.permissions import can_suspend
from protocols.suspension import fellow_officers, is_suspended, open_request, suspend_url

TELL = "protocols.tell_of_suspension"
Kind, Reason = SuspensionRequest.Kind, SuspensionRequest.Reason


def suspend_version(
    *, by: Actor, version: ProtocolVersion, reason: str, now: datetime
) -> SuspensionRequest:
    """Ask for a version's suspension, or second what another officer asked within the last day.

    The second officer's word makes it effective at once. Asking twice changes nothing. Raises
    NotAllowed, or DomainError where it is suspended already.
    """
    return _one_of_two(by, version, Kind.SUSPEND, reason, now)


def end_suspension(*, by: Actor, version: ProtocolVersion, now: datetime) -> SuspensionRequest:
    """Ask that a version be used again, or second it. As for suspending, two officers are needed."""
    return _one_of_two(by, version, Kind.END, Reason.CLEARED, now)


@transaction.atomic
def _one_of_two(
    by: Actor, version: ProtocolVersion, kind: str, reason: str, now: datetime
) -> SuspensionRequest:
    if not isinstance(by, User) or not can_suspend(by):
        raise NotAllowed(_("Only those who sign protocols suspend them or give them back."))
    # One after the other, so that two first clicks become a first and a second.
    ProtocolDraft.objects.select_for_update().get(pk=version.draft_id)
    if is_suspended(version) == (kind == Kind.SUSPEND):
        raise DomainError(
            _("This version is suspended already.")
            if kind == Kind.SUSPEND
            else _("This version is not suspended.")
        )
    waiting = open_request(version, kind, now)
    if waiting is None:
        return _ask(by, version, kind, reason, now)
    if not is_same_human(waiting.asked_by, by):
        _confirm(by, waiting, now)
    return waiting


def _ask(
    by: User, version: ProtocolVersion, kind: str, reason: str, now: datetime
) -> SuspensionRequest:
    request = SuspensionRequest.objects.create(
        version=version, kind=kind, reason=reason, asked_by=by, asked_at=now
    )
    data: dict[str, str | int | bool | None] = {"request": request.pk, "reason": str(reason)}
    record(by=by, verb=f"protocols.ask_to_{kind}", obj=version, data=data)
    subject = (
        _("A second officer is needed: suspend %(title)s?")
        if kind == Kind.SUSPEND
        else _("A second officer is needed: use %(title)s again?")
    )
    for officer in fellow_officers(by, now):
        notify(
            by=by,
            to=officer,
            kind="protocols.second_officer",
            subject=subject % {"title": f"{version.title} {version.version}"},
            body=_("Reason: %(reason)s. One of you is enough. The request ends after a day.")
            % {"reason": request.get_reason_display()},
            link=suspend_url(version),
            key=f"protocols.second_officer:{request.pk}:{officer.pk}",
        )
    return request


def _confirm(by: User, request: SuspensionRequest, now: datetime) -> None:
    SuspensionConfirmation.objects.create(request=request, confirmed_by=by, confirmed_at=now)
    verb = "suspend_version" if request.kind == Kind.SUSPEND else "end_suspension"
    record(by=by, verb=f"protocols.{verb}", obj=request.version, data={"request": request.pk})
    enqueue(by=by, kind=TELL, params={"request": request.pk}, key=f"{TELL}:{request.pk}")
