"""Taking a certificate out of force, for good, with a reason that anybody may read."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.errors import CannotRevoke
from certificates.models import Certificate, Reason, Revocation, RevocationNote
from certificates.permissions import can_revoke
from certificates.signals import certificate_revoked
from certificates.verifying import recorded
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.models import User, rows_of

# The other two follow from what was done, a correction or an erasure, and nobody chooses them.
CHOSEN = (Reason.MISTAKE, Reason.EVIDENCE, Reason.REVIEW)


@transaction.atomic
def revoke_certificate(
    *, by: Actor, certificate: Certificate, reason: str, note: str = "", now: datetime
) -> Revocation:
    """Revoke a certificate from `now` on. Asked again, the first revocation stands.

    The reason is one of `CHOSEN` and is shown to everybody; the note stays in the office. The holder
    is told the reason. Raises NotAllowed, CannotRevoke.
    """
    require(can_revoke(by), _("Only the Secretariat may revoke a certificate."))
    if reason not in CHOSEN:
        raise CannotRevoke(_("Choose why the certificate is revoked."))
    return end_certificate(by=by, certificate=certificate, reason=reason, note=note, now=now)


def end_certificate(
    *, by: Actor, certificate: Certificate, reason: str, note: str = "", now: datetime
) -> Revocation:
    """The row of any revocation, with its note, its audit row and the word to the holder.

    Part of an action that has asked for permission and opened the transaction.
    """
    if first := Revocation.objects.filter(certificate=certificate).first():
        return first
    if now < certificate.issued_at:
        raise CannotRevoke(_("A certificate cannot be revoked before it was issued."))
    try:
        with transaction.atomic():
            revoked = Revocation.objects.create(
                certificate=certificate, reason=reason, revoked_at=now.replace(microsecond=0)
            )
    except IntegrityError:
        # Two officers at once: the first one's reason stands.
        return Revocation.objects.get(certificate=certificate)
    RevocationNote.objects.create(revocation=revoked, text=note.strip())
    data = recorded(revoked)
    record(by=by, verb="certificates.certificate_revoked", obj=revoked, data=data)
    _tell_holder(revoked, by=by)
    certificate_revoked.send(sender=Certificate, certificate=certificate, revocation=revoked, by=by)
    return revoked


def _tell_holder(revoked: Revocation, *, by: Actor) -> None:
    """A correction announces itself, and who was erased is not written to."""
    certificate = revoked.certificate
    holder = certificate.person.same_as or certificate.person
    user = User.objects.filter(person__in=rows_of(holder.pk)).first()
    if user is None or revoked.reason not in CHOSEN:
        return
    with override(holder.language):
        notify(
            by=by,
            to=user,
            kind="certificates.revoked",
            subject=_("Your certificate was revoked"),
            body=_(
                "%(programme)s, %(serial)s: %(reason)s It does not count any more. If you think "
                "that this is wrong, write to the Secretariat."
            )
            % {
                "programme": certificate.snapshot["programme"],
                "serial": certificate.serial,
                "reason": str(Reason(revoked.reason).label),
            },
            link=reverse("certificates:record"),
            key=f"certificates.revoked:{certificate.pk}",
        )


@transaction.atomic
def blank_note(*, by: Actor, revocation: Revocation) -> None:
    """Remove the office's private note for good; the revocation and its reason stand."""
    require(can_revoke(by), _("Only the Secretariat may remove the note of a revocation."))
    if RevocationNote.objects.filter(revocation=revocation).exclude(text="").update(text=""):
        record(by=by, verb="certificates.revocation_note_blanked", obj=revocation)
