"""The form for somebody's names, and for those that they had before."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from people import actions
from people.keeping.forms import ChangeForm
from people.models import FormerName, Person


class NameForm(ChangeForm):
    """Names, sex and language, and which former names are forgotten."""

    legal_name = forms.CharField(
        label=_("Name as printed on certificates"),
        max_length=120,
        help_text=_("Certificates that were issued keep the name they were printed with."),
        error_messages={"required": _("Enter the name.")},
    )
    call_name = forms.CharField(label=_("Name to be called by"), max_length=60, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices)
    mistaken = forms.BooleanField(
        label=_("Do not keep the name of before"),
        required=False,
        help_text=_(
            "For a typing mistake, or if nobody should know it. Otherwise colleagues still find them by it."
        ),
    )
    forget = forms.ModelMultipleChoiceField(
        FormerName.objects.none(),
        label=_("Forget these former names"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    NAMES: ClassVar = ("legal_name", "call_name", "sex")

    def set_up(self) -> None:
        for name in self.NAMES:
            self.fields[name].initial = getattr(self.record.person, name)
        forget = self.fields["forget"]
        assert isinstance(forget, forms.ModelMultipleChoiceField)
        forget.queryset = FormerName.objects.filter(person=self.record.person)
        if not forget.queryset.exists():
            del self.fields["forget"]

    def save(self) -> None:
        details = {name: self.cleaned_data[name] for name in self.NAMES}
        person = self.record.person
        keep = not self.cleaned_data["mistaken"]
        actions.change_person(
            by=self.user, person=person, language=person.language, keep_former=keep, **details
        )
        former = list(self.cleaned_data.get("forget", ()))
        actions.forget_former_names(by=self.user, person=person, names=former)
