"""The forms of one person. Each saves by one action, in the name of the user who sent it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError
from people import actions
from people.keeping.fields import DayField, WorkplaceField, workplaces_below
from people.models import Cadre, Exemption, Posting, StaffRecord, User

CHOOSE_POST = {"required": _("Choose a post."), "invalid_choice": _("Choose a post from the list.")}


class ChangeForm(forms.Form):
    """A change to a staff record: what is typed is kept when an action refuses it."""

    def __init__(self, data: Any, *, user: User, record: StaffRecord) -> None:
        super().__init__(data)
        self.user, self.record = user, record
        self.set_up()

    def set_up(self) -> None:
        """Offer choices and fill in what is known."""

    def save(self) -> None:
        """Call the action. Raises what the action raises."""
        raise NotImplementedError

    def saved(self) -> bool:
        """Whether the form was valid and its action agreed; if not, the errors say why."""
        if not self.is_valid():
            return False
        try:
            self.save()
        except DomainError as refusal:
            self.add_error(None, str(refusal))
            return False
        return True


class PlaceFields(forms.Form):
    """Where and as what."""

    workplace = WorkplaceField(label=_("Workplace"))
    cadre = forms.ModelChoiceField(
        Cadre.objects.all(),
        label=_("Post"),
        empty_label=_("Choose a post"),
        error_messages=CHOOSE_POST,
    )

    def offer_workplaces(self, user: User, root_agency_id: int) -> None:
        """Only workplaces of this agency's tree that the user sees."""
        field = self.fields["workplace"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workplaces_below(user, root_agency_id)

    def place(self) -> dict[str, Any]:
        """Workplace and post as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("workplace", "cadre")}


class NumberForm(ChangeForm):
    """Staff number and the roster's e-mail address."""

    number = forms.CharField(
        label=_("Staff number"),
        max_length=20,
        help_text=_("The person signs in with the new number from now on."),
        error_messages={"required": _("Enter the staff number.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Where an invitation goes. It need not be the address they sign in with."),
    )

    def set_up(self) -> None:
        self.fields["number"].initial = self.record.number
        self.fields["email"].initial = self.record.email

    def save(self) -> None:
        actions.change_staff(by=self.user, staff_record=self.record, **self.cleaned_data)


class PostingField(forms.ModelChoiceField):
    """An open posting, by place and post."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.workplace.name}, {obj.cadre.name}"


class MoveForm(PlaceFields, ChangeForm):
    """One posting ends, another begins."""

    posting = PostingField(Posting.objects.none(), label=_("Moves from"), empty_label=None)
    on = DayField(label=_("First day there"))
    field_order = ["posting", "workplace", "cadre", "on"]

    def set_up(self) -> None:
        self.offer_workplaces(self.user, self.record.root_agency_id)
        field = self.fields["posting"]
        assert isinstance(field, forms.ModelChoiceField)
        serving = self.record.postings.filter(ends_on__isnull=True)
        field.queryset = serving.select_related("workplace", "cadre")
        only = list(field.queryset[:2])
        self.now_at = ""
        if len(only) == 1:
            self.now_at = field.label_from_instance(only[0])
            field.widget, field.initial = forms.HiddenInput(), only[0].pk
            self.fields["cadre"].initial = only[0].cadre_id

    def save(self) -> None:
        data = self.cleaned_data
        actions.transfer(by=self.user, posting=data["posting"], on=data["on"], **self.place())


class SecondPostForm(PlaceFields, ChangeForm):
    """Another posting beside those that are open."""

    starts_on = DayField(label=_("First day there"))

    def set_up(self) -> None:
        self.offer_workplaces(self.user, self.record.root_agency_id)

    def save(self) -> None:
        actions.open_posting(
            by=self.user,
            staff_record=self.record,
            starts_on=self.cleaned_data["starts_on"],
            **self.place(),
        )


class ReturnForm(SecondPostForm):
    """Somebody who left comes back."""

    def save(self) -> None:
        actions.come_back(
            by=self.user,
            staff_record=self.record,
            starts_on=self.cleaned_data["starts_on"],
            now=timezone.now(),
            **self.place(),
        )


class UndoLeavingForm(ChangeForm):
    """A leaving was entered by mistake."""

    def save(self) -> None:
        actions.undo_leaving(by=self.user, staff_record=self.record, now=timezone.now())


class ExemptForm(ChangeForm):
    """Days on which nothing is asked."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Exemption.Reason.choices)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def save(self) -> None:
        actions.exempt(by=self.user, staff_record=self.record, **self.cleaned_data)


class PostingForm(ChangeForm):
    """A change to one posting of the record."""

    def __init__(self, data: Any, *, user: User, posting: Posting) -> None:
        self.posting = posting
        super().__init__(data, user=user, record=posting.staff_record)


class EndPostingForm(PostingForm):
    """A posting ends and the others go on."""

    ends_on = DayField(label=_("Last day there"))

    def save(self) -> None:
        actions.close_posting(by=self.user, posting=self.posting, **self.cleaned_data)


class CorrectPostingForm(PlaceFields, PostingForm):
    """A posting was entered wrongly: what is right takes its place."""

    starts_on = DayField(label=_("First day there"))
    ends_on = DayField(
        label=_("Last day there"), required=False, help_text=_("Empty while it goes on.")
    )

    def set_up(self) -> None:
        self.offer_workplaces(self.user, self.record.root_agency_id)
        for name in ("workplace", "cadre", "starts_on", "ends_on"):
            self.fields[name].initial = getattr(self.posting, name)

    def save(self) -> None:
        actions.correct_posting(
            by=self.user,
            posting=self.posting,
            now=timezone.now(),
            starts_on=self.cleaned_data["starts_on"],
            ends_on=self.cleaned_data["ends_on"],
            **self.place(),
        )


class WithdrawPostingForm(PostingForm):
    """A posting never was."""

    def save(self) -> None:
        actions.withdraw_posting(by=self.user, posting=self.posting, now=timezone.now())


class ExemptionForm(ChangeForm):
    """A change to one exemption of the record."""

    def __init__(self, data: Any, *, user: User, exemption: Exemption) -> None:
        self.exemption = exemption
        super().__init__(data, user=user, record=exemption.staff_record)


class EndExemptionForm(ExemptionForm):
    """Somebody is back earlier, or stays away longer."""

    ends_on = DayField(label=_("Last day"))

    def set_up(self) -> None:
        self.fields["ends_on"].initial = self.exemption.ends_on

    def save(self) -> None:
        now: datetime = timezone.now()
        actions.end_exemption(
            by=self.user, exemption=self.exemption, now=now, ends_on=self.cleaned_data["ends_on"]
        )


class WithdrawExemptionForm(ExemptionForm):
    """An exemption was entered by mistake."""

    def save(self) -> None:
        actions.withdraw_exemption(by=self.user, exemption=self.exemption, now=timezone.now())
