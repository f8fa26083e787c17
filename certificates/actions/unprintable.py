"""Telling the Secretariat of a certificate that our fonts cannot print: a name is never printed as boxes."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.credentials.paper import paper_of
from certificates.errors import CannotPrint
from certificates.models import Certificate
from foundation.audit.actors import Actor
from foundation.notices.actions import notify
from people.queries import secretariat_today


def look_at_print(*, by: Actor, certificate: Certificate) -> bool:
    """Try to set the paper; if a letter is missing, tell every officer once. True if it prints."""
    if not certificate.printed.legal_name:
        return True
    try:
        paper_of(certificate)
    except CannotPrint:
        tell_unprintable(by=by, certificate=certificate)
        return False
    return True


@transaction.atomic
def tell_unprintable(*, by: Actor, certificate: Certificate) -> None:
    """Put it before each officer of the Secretariat, once, by its serial number and not its name."""
    for officer in secretariat_today():
        with override(officer.person.language if officer.person else None):
            notify(
                by=by,
                to=officer,
                kind="certificates.unprintable",
                subject=_("A certificate cannot be printed: %(serial)s")
                % {"serial": certificate.serial},
                body=_(
                    "Our fonts lack a letter of the name. The certificate is valid. Ask its holder "
                    "for the name in other letters, correct it, then issue it again."
                ),
                link=reverse("register:entry", args=[certificate.serial]),
                key=f"certificates.unprintable:{certificate.pk}:{officer.pk}",
            )
