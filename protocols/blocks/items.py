"""What is watched for or asked: signs, questions with options, sections and dimensions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from protocols.blocks.offers import dimension_choices, term_choices
from protocols.blocks.texts import LocalisedText, code_block, decimal_block

GRADE_NAMES = {
    "strong": _("Strong"),
    "medium": _("Medium"),
    "weak": _("Weak"),
}


def grade_block() -> blocks.ChoiceBlock:
    """How much a sign says in its dimension."""
    return blocks.ChoiceBlock(
        choices=list(GRADE_NAMES.items()),
        required=False,
        label=_("Grade"),
        help_text=_("For rules graded by dimension."),
    )


def weight_block() -> blocks.CharBlock:
    """How much a sign adds to a sum."""
    return decimal_block(
        _("Weight"),
        _("A number such as 2 or 0.5, with two decimals at most."),
        default="0",
        help_text=_("For rules that add up. 0 adds nothing."),
    )


def dimension_block() -> blocks.ChoiceBlock:
    """The dimension of an item, kept as a block id."""
    return blocks.ChoiceBlock(
        choices=dimension_choices,
        required=False,
        label=_("Dimension"),
        help_text=_("Save the dimensions first; then they can be chosen here."),
    )


class ShowIfBlock(blocks.StructBlock):
    """When an item is asked at all: always, where no condition is given."""

    how = blocks.ChoiceBlock(
        choices=[("any", _("When one of these holds")), ("all", _("When all of these hold"))],
        default="any",
        label=_("Ask"),
    )
    terms = blocks.ListBlock(
        blocks.ChoiceBlock(choices=term_choices, label=_("Condition")),
        default=[],
        label=_("Conditions"),
        help_text=_(
            "Signs and answers that come earlier. None: always asked. Save an item first; then it can be chosen."
        ),
    )

    class Meta:
        collapsed = True
        label_format = ""


class ItemBlock(blocks.StructBlock):
    """What signs and questions have in common."""

    code = code_block()
    danger = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Danger sign"),
        help_text=_("Ticked where a rule looks at it."),
    )
    wording = LocalisedText(label=_("Wording"))
    why = LocalisedText(label=_("Why we ask"))
    say = LocalisedText(label=_("Say instead"))
    do_not_say = LocalisedText(label=_("Do not say"))
    dimension = dimension_block()


class SignBlock(ItemBlock):
    """One sign. It is answered by a code; a protocol has no free-text item."""

    grade = grade_block()
    weight = weight_block()
    show_if = ShowIfBlock(label=_("When it is asked"))

    class Meta:
        label_format = "{code}"
        icon = "view"


class OptionBlock(blocks.StructBlock):
    """One answer to choose."""

    code = code_block(_("For example often. Not one of yes, no, unknown, declined, not_observed."))
    text = LocalisedText(label=_("Text"))
    grade = grade_block()
    weight = weight_block()

    class Meta:
        label_format = "{code}"


class ChoiceItemBlock(ItemBlock):
    """A question with options. Whoever cannot say chooses one of the open answers instead."""

    options = blocks.ListBlock(
        OptionBlock(label=_("Option")),
        default=[],
        label=_("Options"),
        help_text=_(
            "From the least to the most worrying. Grade and weight never fall along the list."
        ),
    )
    show_if = ShowIfBlock(label=_("When it is asked"))

    class Meta:
        label_format = "{code}"
        icon = "list-ol"


class ItemsBlock(blocks.StreamBlock):
    """Signs and questions in the order in which they are met. A sign is kept under the name `item`."""

    item = SignBlock(label=_("Sign"))
    choice = ChoiceItemBlock(label=_("Question with options"))

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **({"min_num": 1} | kwargs))


class SectionBlock(blocks.StructBlock):
    """A group of signs and questions under one heading."""

    code = code_block()
    title = LocalisedText(label=_("Heading"))
    items = ItemsBlock(label=_("Signs and questions"))

    class Meta:
        icon = "list-ul"


class DimensionBlock(blocks.StructBlock):
    """A side of trafficking that signs speak for, such as recruitment or coercion."""

    code = code_block(_("Letters and digits, for example WORK."))
    title = LocalisedText(label=_("Title"))

    class Meta:
        label_format = "{code}"
        icon = "tag"
