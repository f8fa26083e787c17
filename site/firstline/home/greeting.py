"""How the page greets."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

NOON, EVENING = 12, 18


def greeting(name: str, now: datetime) -> str:
    """A greeting by the local hour, with the name somebody wants to be called by."""
    hour = timezone.localtime(now).hour
    if hour < NOON:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < EVENING:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}
