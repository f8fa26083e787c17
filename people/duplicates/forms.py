"""Finding pairs."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from people.imports.models import LikelyDuplicate


class PairFilter(forms.Form):
    """All optional."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("To decide")),
            ("same", _("One person")),
            ("different", _("Two persons")),
        ],
    )

    def narrow(self, pairs: QuerySet[LikelyDuplicate]) -> QuerySet[LikelyDuplicate]:
        """The pairs that match. Call it when the form is valid."""
        for word in self.cleaned_data["q"].split():
            pairs = pairs.filter(
                Q(first__legal_name__icontains=word) | Q(second__legal_name__icontains=word)
            )
        return pairs.filter(decision=self.cleaned_data["state"])
