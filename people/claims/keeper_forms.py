"""Finding and choosing people without a sign-in."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.claims.models import Invitation
from people.claims.rules import MOST_TRIES
from people.models import Posting, StaffRecord, Workplace
from people.permissions import Viewer, workplaces_visible_to
from people.search import search_staff

MOST_AT_ONCE = 200
_GONE = _("Somebody you ticked is no longer on this list. Look again, then choose what to do.")


class SignInFilter(forms.Form):
    """All optional. Only workplaces the user sees can be chosen."""

    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=100)
    workplace = forms.ModelChoiceField(
        queryset=Workplace.objects.none(),
        label=_("Workplace"),
        required=False,
        empty_label=_("All workplaces"),
    )
    state = forms.ChoiceField(
        label=_("Invitation"),
        required=False,
        choices=[
            ("", _("All")),
            ("none", _("Not invited")),
            ("open", _("Invited, and waiting")),
            ("over", _("Ran out or locked")),
        ],
    )

    def __init__(self, data: Any, *, user: Viewer) -> None:
        super().__init__(data)
        workplace = self.fields["workplace"]
        assert isinstance(workplace, forms.ModelChoiceField)
        workplace.queryset = workplaces_visible_to(user)

    def narrow(self, records: QuerySet[StaffRecord], now: datetime) -> QuerySet[StaffRecord]:
        """The records that match every filled field. Call it when the form is valid."""
        if text := self.cleaned_data["q"].strip():
            records = search_staff(records, text)
        if workplace := self.cleaned_data["workplace"]:
            serving = Posting.objects.open_on(timezone.localdate()).filter(workplace=workplace)
            records = records.filter(pk__in=serving.values("staff_record"))
        return self._by_state(records, now)

    def _by_state(self, records: QuerySet[StaffRecord], now: datetime) -> QuerySet[StaffRecord]:
        state, opened = self.cleaned_data["state"], Invitation.objects.open()
        if state == "none":
            return records.exclude(pk__in=opened.values("staff_record"))
        running = Invitation.objects.running(now).filter(tries__lt=MOST_TRIES)
        if state == "open":
            return records.filter(pk__in=running.values("staff_record"))
        if state == "over":
            over = opened.exclude(pk__in=running.values("pk"))
            return records.filter(pk__in=over.values("staff_record"))
        return records


class ChosenForm(forms.Form):
    """The people ticked on the list; others' records are not among them."""

    do = forms.ChoiceField(choices=[("slips", "slips"), ("mail", "mail")])
    chosen = forms.ModelMultipleChoiceField(StaffRecord.objects.none())

    def __init__(self, data: Any, *, records: QuerySet[StaffRecord]) -> None:
        super().__init__(data)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = records
        chosen.error_messages = {
            "required": _("Tick the people first, then choose what to do."),
            # Whoever is not on the user's list is not there, whatever the reason.
            "invalid_choice": _GONE,
            "invalid_pk_value": _GONE,
        }

    @property
    def problem(self) -> str:
        """The first thing that is wrong, in words. Call it when the form is not valid."""
        return str(next(iter(self.errors.values()))[0])

    def clean_chosen(self) -> list[StaffRecord]:
        chosen = list(self.cleaned_data["chosen"])
        if len(chosen) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Take 200 people at a time at most."))
        return chosen
