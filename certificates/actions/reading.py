"""Who reads a name in the register, or takes it away as a file, is written down."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _

from certificates.models import Certificate
from certificates.permissions import can_open_register, can_read_names
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require


def note_name_read(*, by: Actor, certificate: Certificate) -> None:
    """Write down that `by` opened a certificate with its name. Raises NotAllowed."""
    require(can_read_names(by), _("You may not read names in the register."))
    record(by=by, verb="certificates.name_read", obj=certificate)


def note_register_exported(*, by: AbstractBaseUser, rows: int, names: bool) -> None:
    """Write down that `by` takes so many rows of the register away. Raises NotAllowed."""
    require(can_open_register(by), _("You may not export the register."))
    data = {"rows": rows, "names": names}
    record(by=by, verb="certificates.register_exported", obj=by, data=data)
