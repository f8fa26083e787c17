"""The steps of the pathway."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from protocols.blocks.offers import agency_choices, contact_choices, parish_choices
from protocols.blocks.texts import LocalisedText
from protocols.rules import AgeGroup, Outcome
from protocols.wording import OUTCOME_NAMES

AGE_GROUP_NAMES = {AgeGroup.CHILD: _("Under 18, or unsure"), AgeGroup.ADULT: _("18 or over")}
CONSENT_NAMES = {
    "not_needed": _("Not needed"),
    "ask": _("Ask; go on if it cannot be given"),
    "required": _("Needed"),
}


def contact_block(*, required: bool = False) -> blocks.ChoiceBlock:
    """A contact of the book, never a number."""
    return blocks.ChoiceBlock(choices=contact_choices, required=required, label=_("Contact"))


class CommonStepBlock(blocks.StructBlock):
    """What every step says: for which outcomes, ages and agencies, what, who, and how soon."""

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
    agencies = blocks.ListBlock(
        blocks.ChoiceBlock(choices=agency_choices, label=_("Agency")),
        default=[],
        label=_("Agencies"),
        help_text=_("None means every agency. An agency stands for all below it."),
    )
    text = LocalisedText(label=_("What to do"))
    body = LocalisedText(label=_("Responsible body"))
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


LAST = ("minutes", "consent", "legal")


class StepBlock(CommonStepBlock):
    """One step, everywhere or in some parishes."""

    areas = blocks.MultipleChoiceBlock(
        choices=parish_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Parishes"),
        help_text=_("None ticked means everywhere."),
    )
    contact = contact_block()

    class Meta:
        icon = "arrow-right"
        form_layout = [
            "outcomes",
            "age_groups",
            "areas",
            "agencies",
            "text",
            "body",
            "contact",
            *LAST,
        ]


class ParishStepBlock(CommonStepBlock):
    """The same step in many parishes, each with its own contact: written once, a step for each."""

    desks = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("parish", blocks.ChoiceBlock(choices=parish_choices, label=_("Parish"))),
                ("contact", contact_block(required=True)),
            ],
            label=_("Parish"),
            form_classname="protocol-row struct-block",
        ),
        min_num=1,
        label=_("Parishes and whom to call there"),
    )

    class Meta:
        icon = "site"
        form_layout = ["outcomes", "age_groups", "agencies", "text", "body", "desks", *LAST]


def steps_written(stream: Iterable[Any]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Each step of the document, with the block in which it is written."""
    for child in stream:
        if child.block_type != "by_parish":
            yield child, child.value
            continue
        for desk in child.value["desks"]:
            place = {"areas": [desk["parish"]], "contact": desk["contact"]}
            yield child, {**child.value, **place}
