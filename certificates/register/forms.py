"""Finding certificates in the register, revoking one, and working with many."""

from datetime import datetime

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.actions.revoking import CHOSEN
from certificates.models import BulkWork, Certificate, Programme
from certificates.permissions import can_work_in_bulk
from certificates.serials import normalised
from people.models import User

NOTE_LENGTH = 2000


class RegisterFilter(forms.Form):
    """All optional. Names are looked for only where the reader may read them."""

    q = forms.CharField(label=_("Serial number or code"), required=False, max_length=100)
    programme = forms.ModelChoiceField(
        label=_("Certificate"),
        required=False,
        queryset=Programme.objects.all(),
        to_field_name="code",
        empty_label=_("All"),
    )
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All")),
            ("valid", _("Valid")),
            ("expired", _("Expired")),
            ("revoked", _("Revoked")),
        ],
    )

    def __init__(self, *args: object, names: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.names = names
        if names:
            self.fields["q"].label = _("Name, serial number or code")

    @property
    def narrowed(self) -> bool:
        """Whether anything was asked for. Read it when the form is valid."""
        return any(self.cleaned_data.values())

    def narrow(self, certificates: QuerySet[Certificate], now: datetime) -> QuerySet[Certificate]:
        """The certificates that match at `now`. Call it when the form is valid."""
        asked = self.cleaned_data
        if typed := asked["q"].strip():
            certificates = certificates.filter(self._found(typed))
        if asked["programme"]:
            certificates = certificates.filter(programme=asked["programme"])
        standing = Q(revocation=None)
        states = {
            "valid": standing & Q(valid_until__gte=now),
            "expired": standing & Q(valid_until__lt=now),
            "revoked": ~standing,
        }
        return certificates.filter(states.get(asked["state"], Q()))

    def _found(self, typed: str) -> Q:
        found = Q(serial__istartswith=typed)
        if code := normalised(typed):
            found |= Q(code=code)
        if self.names:
            words = Q()
            for word in typed.split():
                words &= Q(printed__legal_name__icontains=word)
            found |= words
        return found


class RevokeForm(forms.Form):
    """Why, for everybody, and what the office keeps for itself."""

    reason = forms.ChoiceField(
        label=_("Why is it revoked?"),
        help_text=_("Everybody who checks the certificate reads this."),
        choices=[(reason.value, reason.label) for reason in CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the certificate is revoked.")},
    )
    note = forms.CharField(
        label=_("Note for the Secretariat"),
        help_text=_("Not shown to the holder or the public. Write no more than is needed."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BulkForm(forms.Form):
    """What is done with the list, of what this officer may have done."""

    kind = forms.ChoiceField(
        label=_("What do you need?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need.")},
    )
    paper = forms.ChoiceField(
        label=_("Size of the paper"),
        choices=BulkWork.Paper.choices,
        widget=forms.RadioSelect,
        initial=BulkWork.Paper.A4,
        required=False,
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        kinds = [(k.value, k.label) for k in BulkWork.Kind if can_work_in_bulk(user, k.value)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if not {BulkWork.Kind.ZIP, BulkWork.Kind.PRINT} & {kind for kind, _label in kinds}:
            del self.fields["paper"]

    def clean_paper(self) -> str:
        return self.cleaned_data["paper"] or BulkWork.Paper.A4


class ProgrammeChoice(forms.Form):
    """The programme of the button that was pressed."""

    programme = forms.ModelChoiceField(Programme.objects.all(), to_field_name="code")
