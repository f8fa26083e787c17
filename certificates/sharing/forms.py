"""What somebody chooses for a link to their record."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.actions.sharing import DAYS


def _days() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in DAYS]


class LinkForm(forms.Form):
    """How long it works, and whether hours are shown."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    days = forms.TypedChoiceField(
        label=_("How long does the link work?"),
        choices=_days,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long the link works.")},
    )
    hours = forms.BooleanField(label=_("Show my hours of learning too"), required=False)
