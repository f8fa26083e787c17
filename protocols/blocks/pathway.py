"""The steps of the pathway."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from protocols.blocks.offers import agency_choices, contact_choices, parish_choices
from protocols.blocks.rules import OUTCOME_NAMES
from protocols.blocks.texts import LocalisedText
from protocols.rules import AgeGroup, Outcome

AGE_GROUP_NAMES = {AgeGroup.CHILD: _("Under 18, or unsure"), AgeGroup.ADULT: _("18 or over")}
CONSENT_NAMES = {
    "not_needed": _("Not needed"),
    "ask": _("Ask; go on if it cannot be given"),
    "required": _("Needed"),
}


class StepBlock(blocks.StructBlock):
    """One step of the pathway: for which outcomes, ages, parishes and agencies, who, and how soon."""

    outcomes = blocks.MultipleChoiceBlock(
        choices=[(outcome.value, OUTCOME_NAMES[outcome]) for outcome in Outcome],
        widget=forms.CheckboxSelectMultiple,
        label=_("Outcomes"),
    )
    age_groups = blocks.MultipleChoiceBlock(
        choices=[(group.value, AGE_GROUP_NAMES[group]) for group in AgeGroup],
        widget=forms.CheckboxSelectMultiple,
        label=_("Age groups"),
    )
    areas = blocks.MultipleChoiceBlock(
        choices=parish_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Parishes"),
        help_text=_("None ticked means everywhere."),
    )
    agencies = blocks.ListBlock(
        blocks.ChoiceBlock(choices=agency_choices, label=_("Agency")),
        default=[],
        label=_("Agencies"),
        help_text=_("None means every agency. An agency stands for all below it."),
    )
    text = LocalisedText(label=_("What to do"))
    body = LocalisedText(label=_("Responsible body"))
    contact = blocks.ChoiceBlock(choices=contact_choices, required=False, label=_("Contact"))
    minutes = blocks.IntegerBlock(
        required=False,
        min_value=0,
        label=_("Within how many minutes"),
        help_text=_("0 is at once."),
    )
    consent = blocks.ChoiceBlock(
        choices=list(CONSENT_NAMES.items()), default="not_needed", label=_("Consent")
    )
    legal = LocalisedText(label=_("Legal basis"))
