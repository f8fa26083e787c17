"""Telling the Secretariat of a certificate that our fonts cannot print: a name is never printed as boxes."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.credentials.paper import paper_of
from certificates.errors import CannotPrint
from certificates.models import Certificate, PrintProblem
from certificates.permissions import can_see_problems
from foundation.audit.actors import Actor
from foundation.errors import require
from foundation.notices.actions import notify
from people.queries import secretariat_today

# What a page shows, and what is tried while somebody waits.
AT_ONCE = 50


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
    """Keep it in the list of those, and put it before each officer of the Secretariat, once.

    By its serial number and not its name.
    """
    PrintProblem.objects.get_or_create(certificate=certificate)
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


def look_again(*, by: Actor) -> int:
    """Try those in the list once more, after fonts were added. Returns how many print now.

    Raises NotAllowed.
    """
    require(can_see_problems(by), _("Only the Secretariat and administrators may do this."))
    loaded = PrintProblem.objects.standing().select_related("certificate__printed")
    prints = [
        problem.pk
        for problem in loaded[:AT_ONCE]
        if look_at_print(by=by, certificate=problem.certificate)
    ]
    PrintProblem.objects.filter(pk__in=prints).delete()
    return len(prints)
