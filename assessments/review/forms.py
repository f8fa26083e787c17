"""Forms of the review pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.choices import MOST_MINUTES, MOST_PERCENT
from assessments.models import Attempt, ExtraAttempt, ExtraTime, LateDecision
from assessments.models.attempts import AttemptQuerySet

STATES = [
    ("", _("All attempts")),
    ("open", _("Still open")),
    ("passed", _("Passed")),
    ("failed", _("Not passed")),
    ("late", _("Late answers to decide")),
    ("time", _("Closed when the time ran out")),
]
COUNTING = {
    LateDecision.Reason.NETWORK,
    LateDecision.Reason.OUTAGE,
    LateDecision.Reason.BELIEVED,
}


class AttemptFilter(forms.Form):
    """Searching and filtering the attempts at a quiz. All optional."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, data: Any, *, named: bool) -> None:
        super().__init__(data)
        if not named:
            del self.fields["q"]

    def narrow(self, attempts: AttemptQuerySet) -> AttemptQuerySet:
        """The attempts that match. Call it when the form is valid."""
        for word in self.cleaned_data.get("q", "").split():
            attempts = attempts.filter(enrolment__person__legal_name__icontains=word)
        match self.cleaned_data["state"]:
            case "open":
                return attempts.open()
            case "passed":
                return attempts.filter(pk__in=Attempt.objects.passed().values("pk"))
            case "failed":
                passed = Attempt.objects.passed().values("pk")
                ended = attempts.counting().filter(result__isnull=False)
                return ended.exclude(pk__in=passed)
            case "late":
                return attempts.filter(pk__in=Attempt.objects.late_waiting().values("pk"))
            case "time":
                return attempts.filter(result__closed_by="time")
        return attempts


class SearchForm(forms.Form):
    """Searching people by name."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)


class GrantForm(forms.Form):
    """Why another attempt is given."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=ExtraAttempt.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for another attempt.")},
    )


class ExtraTimeForm(forms.Form):
    """How much longer, and why."""

    percent = forms.IntegerField(
        label=_("More time, in per cent of the limit"),
        min_value=0,
        max_value=MOST_PERCENT,
        initial=25,
        help_text=_("25 makes 20 minutes into 25. 0 for none."),
    )
    minutes = forms.IntegerField(
        label=_("More minutes on top"),
        min_value=0,
        max_value=MOST_MINUTES,
        initial=0,
        help_text=_("0 for none. With 0 in both fields the extra time ends."),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=ExtraTime.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for extra time.")},
    )


class LateForm(forms.Form):
    """Whether late answers count, and why."""

    counted = forms.TypedChoiceField(
        label=_("Do they count?"),
        choices=[("yes", _("Yes, they count")), ("no", _("No, they do not count"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the late answers count.")},
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=LateDecision.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for your decision.")},
    )
    upto = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "counted" in cleaned and "reason" in cleaned:
            fits = (cleaned["reason"] in COUNTING) == cleaned["counted"]
            if not fits:
                self.add_error("reason", _("This reason speaks for the other decision."))
        return cleaned
