"""The forms of asking to join and of deciding."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.claims.models import JoinRequest
from people.models import Agency, Cadre, Workplace
from people.rules import normal_name, normal_number

_NUMBER = _("Four to eight letters and digits, without the agency's code.")


class _Person(forms.Form):
    """A name that can be printed and a number of the right shape, or words that say what is wrong."""

    def clean_legal_name(self) -> str:
        name = normal_name(self.cleaned_data["legal_name"])
        if name is None:
            raise forms.ValidationError(
                _("A name has letters, and no signs that cannot be seen. Type it afresh.")
            )
        return name

    def clean_number(self) -> str:
        number = normal_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("A staff number has four to eight letters or digits."))
        return number


class JoinForm(_Person):
    """Who somebody is and where they work, in their own words."""

    legal_name = forms.CharField(
        label=_("Your full name"),
        help_text=_("As it should be printed on certificates."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    call_name = forms.CharField(
        label=_("What shall we call you?"),
        help_text=_("For example Nurse Brown, or your first name."),
        max_length=60,
        required=False,
    )
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"), label=_("Your agency"), empty_label=_("Choose one")
    )
    workplace = forms.CharField(
        label=_("Where do you work?"),
        help_text=_("The school, clinic, station or office, and the parish."),
        max_length=120,
    )
    cadre = forms.ModelChoiceField(
        Cadre.objects.all(), label=_("Your post"), empty_label=_("Choose one")
    )
    number = forms.CharField(label=_("Your staff number"), help_text=_NUMBER, max_length=20)


class AcceptForm(_Person):
    """What goes onto the roster: as asked, or as the keeper corrects it."""

    legal_name = forms.CharField(label=_("Full name"), max_length=120)
    number = forms.CharField(label=_("Staff number"), help_text=_NUMBER, max_length=20)
    workplace = forms.ModelChoiceField(
        Workplace.objects.none(), label=_("Workplace"), empty_label=_("Choose one")
    )
    cadre = forms.ModelChoiceField(Cadre.objects.all(), label=_("Post"))
    starts_on = forms.DateField(
        label=_("Serves there since"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any, *, request: JoinRequest, workplaces: QuerySet[Workplace]) -> None:
        person = request.user.person
        initial = {
            "legal_name": person.legal_name if person else "",
            "number": request.number,
            "cadre": request.cadre_id,
            "starts_on": timezone.localdate(),
        }
        super().__init__(data, initial=initial)
        workplace = self.fields["workplace"]
        assert isinstance(workplace, forms.ModelChoiceField)
        root = request.agency.path.split("/")[1]
        workplace.queryset = workplaces.filter(agency__path__startswith=f"/{root}/")


class RefuseForm(forms.Form):
    """Why not. The person reads both."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose one")), *JoinRequest.Reason.choices]
    )
    note = forms.CharField(
        label=_("What should they do?"),
        help_text=_("The person reads this."),
        max_length=200,
        required=False,
    )


class RequestFilter(forms.Form):
    """All optional."""

    q = forms.CharField(label=_("Name, staff number or workplace"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Waiting")), ("decided", _("Decided")), ("all", _("All"))],
    )

    def narrow(self, requests: QuerySet[JoinRequest]) -> QuerySet[JoinRequest]:
        """The requests that match. Call it when the form is valid."""
        for word in self.cleaned_data["q"].split():
            requests = requests.filter(
                Q(user__person__legal_name__icontains=word)
                | Q(number__icontains=word)
                | Q(workplace__icontains=word)
            )
        state = self.cleaned_data["state"]
        if state == "all":
            return requests
        return requests.filter(decided_at__isnull=state == "")
