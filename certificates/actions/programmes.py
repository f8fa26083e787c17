"""Saying what a certificate attests."""

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import Programme
from certificates.permissions import can_manage_programmes
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


@transaction.atomic
def save_programme(*, by: Actor, programme: Programme) -> Programme:
    """Write a new or changed programme. Certificates that were issued keep what they show."""
    require(
        can_manage_programmes(by), _("Only the Secretariat may decide what a certificate says.")
    )
    verb = (
        "certificates.programme_added" if programme.pk is None else "certificates.programme_changed"
    )
    programme.save()
    record(by=by, verb=verb, obj=programme, data={"code": programme.code})
    return programme
