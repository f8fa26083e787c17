"""A certificate with a wrong name is replaced: the new one takes its place and its last day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.actions.calling import carry_calls
from certificates.actions.issuing import lock_holder, put_into_register
from certificates.actions.revoking import end_certificate
from certificates.errors import CannotCorrect
from certificates.models import CORRECTION, Certificate, Reason
from certificates.permissions import can_correct
from certificates.rules import state_at
from certificates.serials import new_code
from certificates.snapshot import printable
from foundation.audit.actors import Actor
from foundation.errors import require


@transaction.atomic
def correct_certificate(*, by: Actor, certificate: Certificate, now: datetime) -> Certificate:
    """Issue a certificate with the holder's present name, and revoke this one as superseded.

    Everything else that is printed stays, its last day included. It has a number and a code of its
    own, and each points to the other. Asked again, the correction is returned. Raises NotAllowed, and
    CannotCorrect where it does not hold, was renewed, or shows the present name.
    """
    require(can_correct(by), _("Only the Secretariat may correct a certificate."))
    holder = lock_holder(certificate.person)
    old = Certificate.objects.with_life().select_related("printed").get(pk=certificate.pk)
    if old.replaced_by and old.revoked and old.revoked.reason == Reason.SUPERSEDED:
        return old.replaced_by
    if not state_at(now, old.life).holds or old.replaced_by:
        raise CannotCorrect(_("Only a certificate that is valid and was not renewed is corrected."))
    if old.printed.legal_name == printable(holder.legal_name):
        raise CannotCorrect(
            _("It shows this name already. Correct the name of the person first, then come back.")
        )
    newest = Certificate.objects.of_person(holder.pk).filter(programme=old.programme_id)
    corrected = Certificate(
        person=holder,
        programme=old.programme,
        cycle=max(newest.values_list("cycle", flat=True)) + 1,
        code=new_code(),
        issued_at=now,
        valid_until=old.valid_until,
        evidence=f"{CORRECTION}{old.uuid}",
        replaces=old,
        snapshot=old.snapshot,
    )
    end_certificate(by=by, certificate=old, reason=Reason.SUPERSEDED, now=now)
    year = now.astimezone(ZoneInfo(old.life.zone)).year
    issued = put_into_register(corrected, holder=holder, year=year, by=by)
    carry_calls(old=old, new=issued, now=now)
    return issued
