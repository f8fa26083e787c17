"""Searching, filtering and sorting a roster."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import states
from people.models import Area, Cadre, Posting, StaffRecord, Workplace
from people.models.trees import below
from people.permissions import Viewer, workplaces_visible_to
from people.queries import find_staff

SORTS: dict[str, tuple[str, ...]] = {
    "name": ("person__legal_name", "pk"),
    "number": ("root_agency__code", "number", "pk"),
    "newest": ("-pk",),
}


class RosterFilter(forms.Form):
    """All optional. Only what the user sees can be chosen.

    `as_names`: what was typed of it and is so short that only whole names were looked for.
    """

    as_names: tuple[str, ...] = ()
    field_order = ("q", "state", "workplace", "parish", "cadre", "sort")
    q = forms.CharField(
        label=_("Name or staff number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"data-suggest": reverse_lazy("people:suggest")}),
    )
    workplace = forms.ModelChoiceField(
        queryset=Workplace.objects.none(),
        label=_("Workplace"),
        required=False,
        empty_label=_("All workplaces"),
    )
    parish = forms.ModelChoiceField(
        queryset=Area.objects.none(),
        label=_("Parish"),
        required=False,
        empty_label=_("All parishes"),
    )
    cadre = forms.ModelChoiceField(
        Cadre.objects.all(), label=_("Post"), required=False, empty_label=_("All posts")
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Best match, or name")),
            ("name", _("Name")),
            ("number", _("Staff number")),
            ("newest", _("Newest on the roster")),
        ],
    )

    def __init__(self, data: Any, *, user: Viewer) -> None:
        super().__init__(data)
        seen = workplaces_visible_to(user)
        self._offer("workplace", seen)
        parishes = Area.objects.filter(kind=Area.Kind.PARISH, workplaces__in=seen)
        self._offer("parish", parishes.distinct().order_by("name"))
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)
        state.choices = states.choices()

    def _offer(self, name: str, rows: QuerySet) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def narrow(self, records: QuerySet[StaffRecord]) -> QuerySet[StaffRecord]:
        """The records that match every filled field, in order. Call it when the form is valid."""
        data, today = self.cleaned_data, timezone.localdate()
        records = states.in_state(records, data["state"], today)
        records = self._placed(records)
        if data["q"].strip():
            found = find_staff(records, data["q"])
            records, self.as_names = found.records, found.as_names
        elif not data["sort"]:
            return records.order_by(*SORTS["name"])
        return records.order_by(*SORTS[data["sort"]]) if data["sort"] else records

    def _placed(self, records: QuerySet[StaffRecord]) -> QuerySet[StaffRecord]:
        data = self.cleaned_data
        chosen = {name: data[name] for name in ("workplace", "cadre") if data[name]}
        if not chosen and not data["parish"]:
            return records
        # Who has left serves nowhere: their last places are meant.
        past = data["state"] in {states.LEFT, states.EVERYBODY}
        serving = Posting.objects.all() if past else Posting.objects.open_on(timezone.localdate())
        serving = serving.filter(**chosen)
        if data["parish"]:
            serving = serving.filter(below("workplace__area__path", [data["parish"].path]))
        return records.filter(pk__in=serving.values("staff_record"))
