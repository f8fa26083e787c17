"""What people are told of protocols, in words."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.audit.actors import Actor
from foundation.notices.actions import notify
from people.models import User
from protocols.models import SuspensionRequest


def tell_of_suspension(*, by: Actor, to: User, request: SuspensionRequest) -> None:
    """Tell somebody that a protocol they use is suspended, or may be used again. Once."""
    version = request.version
    name = {"title": version.title, "version": version.version}
    if request.kind == SuspensionRequest.Kind.SUSPEND:
        subject = _("Stop using this protocol: %(title)s, version %(version)s") % name
        body = _(
            "It was suspended. Put printed sheets away. If you are worried about somebody, do not "
            "wait: the emergency steps and numbers are still there. You are told when it may be "
            "used again, or when a new version replaces it."
        )
    else:
        subject = _("You may use this protocol again: %(title)s, version %(version)s") % name
        body = _("Its suspension has ended. Printed sheets of this version may be used again.")
    notify(
        by=by,
        to=to,
        kind="protocols.suspension",
        subject=subject,
        body=body,
        link=reverse("protocols:practice", args=[version.slug]),
        key=f"protocols.suspension:{request.pk}:{to.pk}",
    )
