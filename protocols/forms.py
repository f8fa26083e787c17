"""What is posted to protocols."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protocols.models import SuspensionRequest
from protocols.presenters import Where, say
from protocols.reading import language_of
from protocols.rules import AgeGroup, Document, age_group_of, items_of
from protocols.spoken_answers import ages, answers_to
from protocols.wording import AGE_WORDS

ITEM = "item_"
Choices = Sequence[tuple[str, str]]
NOWHERE = Where()


class PracticeForm(forms.Form):
    """One run of a protocol: preconditions, age, an answer to each item, parish and agency.

    Nothing of it is ever stored. An item left out stays open. `agencies` are those to which steps speak.
    """

    use_required_attribute = False

    def __init__(
        self,
        document: Document,
        parishes: Choices,
        *args: Any,
        agencies: Choices = (),
        where: Where = NOWHERE,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        language = language_of(document)
        preconditions = [(entry["code"], say(entry["text"])) for entry in document["preconditions"]]
        self.fields["version"] = forms.CharField(
            widget=forms.HiddenInput, initial=document["version"], required=False
        )
        self.fields["ready"] = forms.MultipleChoiceField(
            choices=preconditions,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": self._not_ready()},
        )
        self.fields["age"] = forms.ChoiceField(
            choices=ages(language),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an age. If you are unsure, say so.")},
        )
        for item in items_of(document):
            self.fields[ITEM + item["code"]] = forms.ChoiceField(
                choices=answers_to(document, item, language),
                widget=forms.RadioSelect,
                required=False,
            )
        self.fields["parish"] = forms.ChoiceField(
            label=gettext_lazy("Parish where you are"),
            choices=[("", _("No parish chosen")), *parishes],
            initial=where.area,
            required=False,
        )
        if agencies:
            self.fields["agency"] = forms.ChoiceField(
                label=gettext_lazy("Agency where you work"),
                choices=[("", _("Another agency")), *agencies],
                initial=where.agency,
                required=False,
            )

    def _not_ready(self) -> str:
        return _("Tick every line under “Before you begin”. If one is not true, do not begin.")

    def clean_ready(self) -> list[str]:
        """Preconditions hold back until all of them are true."""
        ready: list[str] = self.cleaned_data["ready"]
        if len(ready) < len(self.document["preconditions"]):
            raise forms.ValidationError(self._not_ready())
        return ready

    def clean_version(self) -> str:
        """Answers belong to the wording that was read."""
        version: str = self.cleaned_data["version"]
        if version and version != self.document["version"]:
            raise forms.ValidationError(
                _("A new version came into force while you had this open. Go through it again.")
            )
        return version

    def answers(self) -> dict[str, str]:
        """Item code to answer, of those that were answered. After `is_valid`."""
        return {
            name.removeprefix(ITEM): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ITEM) and value
        }

    def posted_age_group(self) -> AgeGroup:
        """The pathway for what was posted so far, even if the rest is not valid."""
        band = self.data.get("age", "")
        return age_group_of(band if band in AGE_WORDS else None)

    def posted_where(self) -> Where:
        """Parish and agency as posted so far, or empty."""
        return Where(self._posted("parish"), self._posted("agency"))

    def where_in_words(self) -> tuple[str, str]:
        """Names of parish and agency as posted, empty where nothing was chosen."""
        posted = self.posted_where()
        return self._name("parish", posted.area), self._name("agency", posted.agency)

    def _posted(self, name: str) -> str:
        code: str = self.data.get(name, "")
        return code if code in self._offered(name) else ""

    def _name(self, name: str, code: str) -> str:
        return str(self._offered(name)[code]) if code else ""

    def _offered(self, name: str) -> dict[str, Any]:
        return dict(self.fields[name].choices) if name in self.fields else {}  # type: ignore[attr-defined]


class SuspendForm(forms.Form):
    """Why a version is suspended. The gravest reason is chosen already: there may be no time."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[
            choice
            for choice in SuspensionRequest.Reason.choices
            if choice[0] != SuspensionRequest.Reason.CLEARED
        ],
        initial=SuspensionRequest.Reason.HARM,
    )

    def reason_given(self) -> str:
        """The reason. After `is_valid`."""
        return str(self.cleaned_data["reason"])


class WaiverForm(forms.Form):
    """Why wording that seems to ask for identity may stay."""

    reason = forms.CharField(
        label=gettext_lazy("Why these words may stay"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What is asked, why it does not identify anybody, and what happens to the answer."
        ),
    )


class ContactForm(forms.Form):
    """A contact's number as it is from now."""

    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=50,
        help_text=gettext_lazy("Protocols refer to it. Small letters and hyphens."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40)
    hours = forms.CharField(label=gettext_lazy("Hours"), max_length=80)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=160,
        help_text=gettext_lazy("Where you read it, or who told you."),
    )
    verified_on = forms.DateField(
        label=gettext_lazy("Verified on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("The day somebody called it. Leave empty if nobody has."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=160, required=False)


class FormFile(forms.Form):
    """An XLSForm to make a draft of."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
