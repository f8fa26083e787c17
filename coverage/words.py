"""Shares and numbers as people read them. Pure."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from coverage.rules import Tally


def share_text(counted: Tally) -> str:
    """Coverage as people read it: a whole per cent, or why there is none."""
    if counted.filled is None:
        return _("no head-count")
    if counted.percent is None:
        return _("nobody in post")
    if counted.percent == 0 and counted.certified:
        return _("under 1%")
    return f"{counted.percent}%"


def number(value: int | None) -> str:
    """A number with its thousands apart; nothing where there is none."""
    return "" if value is None else str(intcomma(value))
