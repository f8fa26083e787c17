"""The form that takes somebody to another agency, for who keeps both rosters."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import actions
from people.keeping.fields import DayField
from people.keeping.forms import PlaceFields
from people.keeping.leaving_form import LeaveForm
from people.models import StaffRecord, User, Workplace
from people.permissions import Viewer, can_manage_roster, workplaces_visible_to


def workplaces_elsewhere(user: Viewer, record: StaffRecord) -> QuerySet[Workplace]:
    """Workplaces of other agencies that the user sees."""
    own = f"/{record.root_agency_id}/"
    seen = workplaces_visible_to(user).exclude(agency__path__startswith=own)
    return seen.select_related("area", "agency").order_by("name", "pk")


def can_change_agency(user: Viewer, record: StaffRecord) -> bool:
    """Keeps this roster and another agency's."""
    elsewhere = workplaces_elsewhere(user, record).first()
    return elsewhere is not None and can_manage_roster(user, elsewhere.agency)


class ChangeAgencyForm(PlaceFields, LeaveForm):
    """A new agency's workplace, post, number and first day; a successor where work is waiting."""

    number = forms.CharField(
        label=_("Staff number there"),
        max_length=20,
        error_messages={"required": _("Enter the staff number.")},
    )
    email = forms.EmailField(label=_("E-mail address there"), required=False)
    on = DayField(label=_("First day there"))
    field_order = ["workplace", "cadre", "number", "email", "on", "successor"]

    def set_up(self) -> None:
        super().set_up()
        # The day before the first one there, when it is over.
        del self.fields["last_day"], self.fields["access"]
        field = self.fields["workplace"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workplaces_elsewhere(self.user, self.record)

    def save(self) -> None:
        data = self.cleaned_data
        user: User = self.user
        actions.change_agency(
            by=user,
            staff_record=self.record,
            on=data["on"],
            number=data["number"],
            email=data["email"],
            successor=data.get("successor"),
            now=timezone.now(),
            **self.place(),
        )
