"""Decision rules: each says when it fires, what follows, and why in the user's words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from protocols.blocks.offers import dimension_choices, item_choices, term_choices
from protocols.blocks.texts import LocalisedText, code_block, decimal_block
from protocols.languages import ENGLISH, LANGUAGE_NAMES
from protocols.rules import DEFAULTS, RAISING, Outcome
from protocols.wording import OUTCOME_NAMES

SAVE_FIRST = _("Save the signs first; then they can be chosen here.")
# The table of the International Labour Organization's indicators of trafficking (2009).
ILO_TABLE = (
    {"strong": 1, "medium": 1, "weak": 2},
    {"strong": 0, "medium": 2, "weak": 3},
)


def chosen_block(choices: Any, label: Any, help_text: Any) -> blocks.MultipleChoiceBlock:
    """Things of the draft, chosen by clicking and kept as block ids."""
    return blocks.MultipleChoiceBlock(
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=label,
        help_text=help_text,
    )


def terms_block() -> blocks.MultipleChoiceBlock:
    """The signs and answers a rule looks at."""
    return chosen_block(term_choices, _("Signs"), SAVE_FIRST)


def outcome_block(outcomes: Sequence[Outcome]) -> blocks.ChoiceBlock:
    """One outcome of those given."""
    return blocks.ChoiceBlock(
        choices=[(outcome.value, OUTCOME_NAMES[outcome]) for outcome in outcomes],
        label=_("Outcome"),
    )


def reason_block() -> LocalisedText:
    """Why, as the user reads it."""
    return LocalisedText(label=_("Reason, as the user reads it"))


def threshold_block() -> blocks.CharBlock:
    """What a sum has to reach."""
    return decimal_block(_("At least"), _("A number such as 4 or 2.5, with two decimals at most."))


def by_language(at_least: blocks.FieldBlock) -> blocks.ListBlock:
    """Other thresholds in some languages, where wordings were found to differ."""
    others = [(code, name) for code, name in LANGUAGE_NAMES.items() if code != ENGLISH]
    one = blocks.StructBlock(
        [
            ("language", blocks.ChoiceBlock(choices=others, label=_("Language"))),
            ("at_least", at_least),
        ],
        label=_("Language"),
        form_classname="protocol-row struct-block",
    )
    return blocks.ListBlock(
        one,
        default=[],
        label=_("Another threshold in a language"),
        help_text=_("Only where studies found that a translation needs one."),
    )


class AnyOfBlock(blocks.StructBlock):
    """Fires when at least one of its signs is there."""

    code = code_block()
    outcome = outcome_block(RAISING)
    override = blocks.BooleanBlock(
        required=False, label=_("Override: one of these is enough, whatever else was seen")
    )
    items = terms_block()
    reason = reason_block()

    class Meta:
        label = _("Any of")
        icon = "warning"


class AtLeastBlock(blocks.StructBlock):
    """Fires when at least k of its signs are there. Of one question, the lowest answer ticked counts, once."""

    code = code_block()
    outcome = outcome_block(RAISING)
    at_least = blocks.IntegerBlock(min_value=1, label=_("At least"))
    at_least_in = by_language(blocks.IntegerBlock(min_value=1, label=_("At least")))
    items = terms_block()
    reason = reason_block()

    class Meta:
        label = _("At least some of")
        icon = "list-ol"


class PatternBlock(blocks.StructBlock):
    """One way in which a dimension holds."""

    strong = blocks.IntegerBlock(min_value=0, default=0, label=_("Strong signs, at least"))
    medium = blocks.IntegerBlock(min_value=0, default=0, label=_("Medium or stronger, at least"))
    weak = blocks.IntegerBlock(min_value=0, default=0, label=_("Of any grade, at least"))

    class Meta:
        form_classname = "protocol-row struct-block"


class GradedBlock(blocks.StructBlock):
    """Fires when enough dimensions hold, each by the grades of its signs."""

    code = code_block()
    outcome = outcome_block(RAISING)
    dimensions = chosen_block(
        dimension_choices,
        _("Dimensions"),
        _("Save the dimensions first; then they can be chosen here."),
    )
    at_least = blocks.IntegerBlock(min_value=1, default=1, label=_("Dimensions needed, at least"))
    patterns = blocks.ListBlock(
        PatternBlock(label=_("Pattern")),
        default=list(ILO_TABLE),
        label=_("A dimension holds when one of these is reached"),
        help_text=_(
            "Each number counts all signs of that grade and stronger: one strong and one more of any "
            "grade is 1, 1, 2. Given at first: the table of the International Labour Organization."
        ),
    )
    reason = reason_block()

    class Meta:
        label = _("Graded by dimension")
        icon = "tag"


class SumBlock(blocks.StructBlock):
    """Fires when weights add up to enough. Bands are several such rules, one for each outcome."""

    code = code_block()
    outcome = outcome_block(RAISING)
    at_least = threshold_block()
    at_least_in = by_language(threshold_block())
    items = chosen_block(item_choices, _("Signs and questions that are added up"), SAVE_FIRST)
    reason = reason_block()

    class Meta:
        label = _("Sum of weights")
        icon = "plus"


class OtherwiseBlock(blocks.StructBlock):
    """What holds when no other rule fires."""

    code = code_block()
    outcome = outcome_block(DEFAULTS)
    reason = reason_block()

    class Meta:
        label = _("Otherwise")
        icon = "arrow-right"


class RulesBlock(blocks.StreamBlock):
    """The decision rules. The highest outcome among those that fire counts."""

    any_of = AnyOfBlock()
    at_least = AtLeastBlock()
    graded = GradedBlock()
    sum = SumBlock()
    otherwise = OtherwiseBlock()


class OutcomeBlock(blocks.StructBlock):
    """What an outcome means, in words."""

    code = outcome_block(tuple(Outcome))
    title = LocalisedText(label=_("Title"))
    text = LocalisedText(label=_("Text"))
