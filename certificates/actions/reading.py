"""Who reads a name in the register is written down."""

from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.permissions import can_read_names
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


def note_name_read(*, by: Actor, certificate: Certificate) -> None:
    """Write down that `by` opened a certificate with its name. Raises NotAllowed."""
    require(can_read_names(by), _("You may not read names in the register."))
    record(by=by, verb="certificates.name_read", obj=certificate)
