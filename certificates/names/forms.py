"""What a person types about their name, and what the keeper of the roster answers."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import NameDispute

SHORT = 300


class DisputeForm(forms.Form):
    """What the name should be, and why."""

    wanted = forms.CharField(
        label=_("Your name as it should be printed"),
        help_text=_("Exactly as in your identity document."),
        max_length=120,
        error_messages={"required": _("Enter your name as it should be.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label=_("Why?"),
        help_text=_("In a few words, for example: I married, or: one letter is wrong."),
        max_length=SHORT,
        error_messages={"required": _("Say why, in a few words.")},
    )


class AcceptForm(forms.Form):
    """Whether the name of before is kept, so that colleagues still find them by it."""

    mistaken = forms.BooleanField(
        label=_("Do not keep the name of before"),
        required=False,
        help_text=_("For a typing mistake, or if nobody should know it."),
    )


class RefuseForm(forms.Form):
    """Why the name stays."""

    answer = forms.CharField(
        label=_("Why does the name stay?"),
        help_text=_("The person reads this."),
        max_length=SHORT,
        error_messages={"required": _("Say why the name stays. The person reads it.")},
    )


class DisputeFilter(forms.Form):
    """Which disputes are shown."""

    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Waiting")), ("decided", _("Decided")), ("all", _("All"))],
    )

    def narrow(self, disputes: QuerySet[NameDispute]) -> QuerySet[NameDispute]:
        """The disputes that match. Call it when the form is valid."""
        state = self.cleaned_data["state"]
        if state == "all":
            return disputes
        return disputes.filter(decided_at__isnull=state == "")
