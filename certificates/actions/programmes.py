"""Saying what a certificate attests."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import Programme, SignaturePicture
from certificates.permissions import can_manage_programmes
from certificates.pictures import digest_of
from foundation.audit.actions import AuditValue, record
from foundation.audit.actors import Actor
from foundation.errors import require


@transaction.atomic
def save_programme(
    *, by: Actor, programme: Programme, equivalents: Iterable[Programme] | None = None
) -> Programme:
    """Write a new or changed programme with its signatories.

    Certificates that were issued keep what they show. `equivalents` count instead of it from now on;
    None leaves them. Raises NotAllowed.
    """
    require(
        can_manage_programmes(by), _("Only the Secretariat may decide what a certificate says.")
    )
    verb = (
        "certificates.programme_added" if programme.pk is None else "certificates.programme_changed"
    )
    _keep_pictures(programme)
    programme.save()
    data: dict[str, AuditValue] = {"code": programme.code}
    if equivalents is not None:
        # A programme counts as itself without saying so.
        others = [one for one in equivalents if one.pk != programme.pk]
        programme.equivalents.set(others)
        data["equivalents"] = ", ".join(sorted(one.code for one in others))
    record(by=by, verb=verb, obj=programme, data=data)
    return programme


def _keep_pictures(programme: Programme) -> None:
    """Keep the pictures of signatures that came with the form. The same picture is kept once."""
    for signatory in programme.signatories.all():
        if signatory.new_picture is None:
            continue
        kept, _made = SignaturePicture.objects.get_or_create(
            sha256=digest_of(signatory.new_picture), defaults={"content": signatory.new_picture}
        )
        signatory.picture = kept
