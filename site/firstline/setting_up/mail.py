"""A mail that shows whether the mail server takes what this installation sends."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from firstline.permissions import can_prepare_public_pages
from foundation.audit.actions import record
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import post
from foundation.notices.models import OutboxMail
from people.errors import BadValue

VERB = "setup.test_mail"


def check_address(email: str) -> str:
    """The address. Raises BadValue if it is none."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadValue(_("“%(email)s” is no e-mail address.") % {"email": email}) from error
    return email


@transaction.atomic
def send_test_mail(*, by: Actor, to: str) -> OutboxMail:
    """Put a test mail into the outbox. Its own row tells what became of it."""
    require(can_prepare_public_pages(by), _("Only an administrator may send a test mail."))
    mail = post(
        to=check_address(to),
        subject=_("Test mail from Firstline"),
        text=_("If you read this, mail from %(address)s arrives. There is nothing to do.")
        % {"address": settings.BASE_URL},
    )
    record(by=by, verb=VERB, obj=mail)
    return mail


def last_sent() -> OutboxMail | None:
    """The newest mail of any kind that a mail server took."""
    return OutboxMail.objects.filter(sent_at__isnull=False).order_by("-sent_at").first()
