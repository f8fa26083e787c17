"""The form that adds one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from people import actions
from people.folding import fold
from people.keeping.fields import DayField
from people.keeping.forms import PlaceFields
from people.models import Person, StaffRecord, User
from people.permissions import staff_visible_to, workplaces_visible_to
from people.queries import formerly, search_staff

MOST_LIKE = 5


class AddForm(PlaceFields):
    """A new person on the roster of the workplace's agency, posted at once."""

    legal_name = forms.CharField(
        label=_("Name as printed on certificates"),
        max_length=120,
        error_messages={"required": _("Enter the name.")},
    )
    call_name = forms.CharField(label=_("Name to be called by"), max_length=60, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Person.Sex.choices, initial=Person.Sex.NOT_STATED
    )
    number = forms.CharField(
        label=_("Staff number"),
        max_length=20,
        help_text=_("Four to eight letters or digits, without the agency's code."),
        error_messages={"required": _("Enter the staff number.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, help_text=_("Leave it empty if there is none.")
    )
    starts_on = DayField(label=_("First day there"))
    another = forms.BooleanField(
        label=_("This is another person of the same name"), required=False, widget=forms.HiddenInput
    )
    field_order = [
        "legal_name",
        "call_name",
        "sex",
        "number",
        "email",
        "workplace",
        "cadre",
        "starts_on",
        "another",
    ]

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        self.record: StaffRecord | None = None
        self.namesakes: list[StaffRecord] = []
        field = self.fields["workplace"]
        assert isinstance(field, forms.ModelChoiceField)
        seen = workplaces_visible_to(user).select_related("area", "agency")
        field.queryset = seen.order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        """Ask once where the roster holds somebody of the same name. Others' rosters are not asked."""
        data = super().clean() or self.cleaned_data
        if (name := data.get("legal_name")) and not data.get("another"):
            self.namesakes = self._namesakes(name)
        if self.namesakes:
            self.fields["another"].widget = forms.CheckboxInput()
            self.add_error(
                "another",
                _("Somebody of this name is on your roster. Look at them first, below."),
            )
        return data

    def _namesakes(self, name: str) -> list[StaffRecord]:
        """Who is called so on the roster, or was before."""
        like = search_staff(staff_visible_to(self.user), name).select_related(
            "person", "root_agency"
        )
        found = list(like[:MOST_LIKE])
        former = formerly([record.person for record in found], name)
        names = (
            {fold(record.person.legal_name), fold(former.get(record.person_id, ""))}
            for record in found
        )
        return [record for record, known in zip(found, names, strict=True) if fold(name) in known]

    def saved(self) -> bool:
        """Whether the person was added; if not, the errors say why."""
        if not self.is_valid():
            return False
        data = {name: value for name, value in self.cleaned_data.items() if name != "another"}
        try:
            self.record = actions.add_staff(by=self.user, **data)
        except DomainError as refusal:
            self.add_error(None, str(refusal))
            return False
        return True
