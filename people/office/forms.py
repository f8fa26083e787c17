"""Forms of the back office. Each saves by one action, in the name of the user who sent it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from people import actions
from people.backends import user_by_email, user_by_number
from people.models import (
    Agency,
    Area,
    Cadre,
    Establishment,
    Person,
    RoleAssignment,
    StaffRecord,
    User,
    Workplace,
)


class AreaForm(forms.ModelForm):
    """A new country, region or parish."""

    class Meta:
        model = Area
        fields = ["code", "name", "kind", "parent"]

    def save_by(self, user: User) -> Area:
        return actions.add_area(by=user, **self.cleaned_data)


class AgencyForm(forms.ModelForm):
    """A new agency or unit of one."""

    class Meta:
        model = Agency
        fields = ["code", "name", "parent"]

    def save_by(self, user: User) -> Agency:
        return actions.add_agency(by=user, **self.cleaned_data)


class CadreForm(forms.ModelForm):
    """A new kind of post."""

    class Meta:
        model = Cadre
        fields = ["code", "name"]

    def save_by(self, user: User) -> Cadre:
        return actions.add_cadre(by=user, **self.cleaned_data)


class WorkplaceForm(forms.ModelForm):
    """A new school, clinic, station, office or port."""

    class Meta:
        model = Workplace
        fields = ["code", "name", "agency", "area"]

    def save_by(self, user: User) -> Workplace:
        return actions.add_workplace(by=user, **self.cleaned_data)


class NameForm(forms.ModelForm):
    """Another name for what exists. Codes and places in a tree stay."""

    def save_by(self, user: User) -> Any:
        return actions.rename(by=user, obj=self.instance, name=self.cleaned_data["name"])


class EstablishmentForm(forms.ModelForm):
    """A head-count of a day. A correction is a new count."""

    class Meta:
        model = Establishment
        fields = ["agency", "area", "workplace", "cadre", "counted_on", "funded", "filled"]
        widgets = {"counted_on": AdminDateInput}
        help_texts = {
            "area": _("Only if the count is of this agency's staff in one parish or region."),
            "workplace": _("Only if the count is of one workplace."),
            "funded": _("Posts that are paid for."),
            "filled": _("People in post that day. Coverage is measured against this number."),
        }

    def save_by(self, user: User) -> Establishment:
        return actions.record_establishment(by=user, **self.cleaned_data)


class PersonFields(forms.Form):
    """What is known of a person."""

    legal_name = forms.CharField(label=_("Name as printed on certificates"), max_length=120)
    call_name = forms.CharField(label=_("Name to be called by"), max_length=60, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices)
    language = forms.CharField(label=_("Language"), max_length=10, initial="en")

    PERSON = ("legal_name", "call_name", "sex", "language")

    def person_data(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.PERSON}


class ServiceFields(forms.Form):
    """Where somebody serves, as what and since when."""

    workplace = forms.ModelChoiceField(Workplace.objects.all(), label=_("Workplace"))
    cadre = forms.ModelChoiceField(Cadre.objects.all(), label=_("Post"))
    starts_on = forms.DateField(label=_("From"), widget=AdminDateInput, initial=date.today)


class RosterForm(PersonFields, ServiceFields, forms.ModelForm):
    """A new person on a roster, posted at once."""

    class Meta:
        model = StaffRecord
        fields = ["agency", "number", "email"]

    field_order = [*PersonFields.PERSON, "agency", "number", "email", "workplace", "cadre"]

    def save_by(self, user: User) -> StaffRecord:
        data = self.cleaned_data
        person = actions.add_person(by=user, **self.person_data())
        record = actions.add_to_roster(
            by=user, person=person, **{name: data[name] for name in ("agency", "number", "email")}
        )
        service = {name: data[name] for name in ("workplace", "cadre", "starts_on")}
        actions.open_posting(by=user, staff_record=record, **service)
        return record


class RosterChangeForm(PersonFields, ServiceFields, forms.ModelForm):
    """Correct a person's details; move them, if a new workplace is named."""

    class Meta:
        model = StaffRecord
        fields: list[str] = []

    field_order = [*PersonFields.PERSON, "workplace", "cadre", "starts_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.PERSON:
            self.fields[name].initial = getattr(self.instance.person, name)
        moving = {"workplace": _("Moves to"), "cadre": _("New post"), "starts_on": _("From")}
        for name, label in moving.items():
            self.fields[name].required, self.fields[name].initial = False, None
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = [bool(data.get(name)) for name in ("workplace", "cadre", "starts_on")]
        if any(named) and not all(named):
            raise ValidationError(_("To move somebody, give the workplace, the post and the day."))
        return data

    def save_by(self, user: User) -> StaffRecord:
        record: StaffRecord = self.instance
        data = self.cleaned_data
        if set(self.changed_data) & set(self.PERSON):
            actions.change_person(by=user, person=record.person, **self.person_data())
        if data["workplace"]:
            move(
                by=user, record=record, **{k: data[k] for k in ("workplace", "cadre", "starts_on")}
            )
        return record


def move(
    *, by: User, record: StaffRecord, workplace: Workplace, cadre: Cadre, starts_on: date
) -> None:
    """Transfer from the newest open posting, or open one if none is open."""
    newest = record.postings.filter(ends_on__isnull=True).order_by("-starts_on").first()
    if newest is None:
        actions.open_posting(
            by=by, staff_record=record, workplace=workplace, cadre=cadre, starts_on=starts_on
        )
    else:
        actions.transfer(by=by, posting=newest, workplace=workplace, cadre=cadre, on=starts_on)


class RoleForm(forms.ModelForm):
    """Give a role to somebody with an account."""

    login = forms.CharField(
        label=_("E-mail address or staff number"),
        help_text=_("As the person signs in, for example MOE/12345."),
        max_length=254,
    )

    class Meta:
        model = RoleAssignment
        fields = ["role", "agency", "workplace", "starts_on"]
        widgets = {"starts_on": AdminDateInput}
        help_texts = {
            "agency": _("For a focal person only."),
            "workplace": _("For a supervisor only."),
        }

    field_order = ["login", "role", "agency", "workplace", "starts_on"]

    def clean_login(self) -> User:
        typed = self.cleaned_data["login"].strip()
        user = user_by_email(typed.lower()) if "@" in typed else user_by_number(typed)
        if user is None:
            raise ValidationError(
                _("Nobody signs in with this. Check it, or open an account first.")
            )
        return user

    def _post_clean(self) -> None:
        """The action checks the scope and says what is missing; a constraint's name helps nobody."""

    def save_by(self, user: User) -> RoleAssignment:
        data = dict(self.cleaned_data)
        return actions.give_role(by=user, user=data.pop("login"), **data)


class RoleEndForm(forms.ModelForm):
    """End a role."""

    ends_on = forms.DateField(label=_("Last day"), widget=AdminDateInput)

    class Meta:
        model = RoleAssignment
        fields = ["ends_on"]

    def save_by(self, user: User) -> RoleAssignment:
        ends_on = self.cleaned_data["ends_on"]
        assignment = RoleAssignment.objects.get(pk=self.instance.pk)
        return actions.end_role(by=user, assignment=assignment, ends_on=ends_on)
