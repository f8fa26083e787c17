"""The StreamField blocks that a protocol is written with.

Every text is a small struct with one field per language. Items may be incomplete while they are
written: what is missing is told by the check, at its place, and stops freezing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from people.models import Area, Cadre
from protocols.languages import LANGUAGE_NAMES
from protocols.models.contacts import Contact
from protocols.rules import DEFAULTS, RAISING, AgeGroup, Outcome

OUTCOME_NAMES = {
    Outcome.URGENT: _("Urgent"),
    Outcome.STRONG: _("Strong signs"),
    Outcome.POSSIBLE: _("Possible signs"),
    Outcome.NONE_NOW: _("Nothing that points to it now"),
    Outcome.NOT_COMPLETED: _("Not completed"),
}
AGE_GROUP_NAMES = {AgeGroup.CHILD: _("Under 18, or unsure"), AgeGroup.ADULT: _("18 or over")}
CONSENT_NAMES = {
    "not_needed": _("Not needed"),
    "ask": _("Ask; go on if it cannot be given"),
    "required": _("Needed"),
}

# The items of the draft that is being edited, offered to its rules: (block id, label).
_items: ContextVar[Sequence[tuple[str, str]]] = ContextVar("protocol_items", default=())


@contextmanager
def offering_items(choices: Sequence[tuple[str, str]]) -> Iterator[None]:
    """Within this, the rules of a draft can choose among `choices`."""
    token = _items.set(choices)
    try:
        yield
    finally:
        _items.reset(token)


def item_choices() -> Sequence[tuple[str, str]]:
    """Items as block ids with a label. Called whenever a form is shown or checked."""
    return _items.get()


def contact_choices() -> list[tuple[str, str]]:
    """Contacts as codes of the ContactBook."""
    return list(Contact.objects.order_by("name").values_list("code", "name"))


def cadre_choices() -> list[tuple[str, str]]:
    """Cadres as codes."""
    return list(Cadre.objects.order_by("name").values_list("code", "name"))


def parish_choices() -> list[tuple[str, str]]:
    """Parishes as codes."""
    parishes = Area.objects.filter(kind=Area.Kind.PARISH).order_by("name")
    return list(parishes.values_list("code", "name"))


def code_block(help_text: str = "") -> blocks.CharBlock:
    """A short code: letters, digits and underscores."""
    return blocks.RegexBlock(
        regex=r"^[A-Za-z][A-Za-z0-9_]*\Z",
        max_length=20,
        label=_("Code"),
        help_text=help_text or _("Letters and digits, for example A1."),
        error_messages={"invalid": _("Begin with a letter; then letters, digits and _ only.")},
    )


class LocalisedText(blocks.StructBlock):
    """One text in each language, side by side."""

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        by_language = [
            (code, blocks.TextBlock(required=False, rows=2, label=name))
            for code, name in LANGUAGE_NAMES.items()
        ]
        super().__init__([*by_language, *(local_blocks or ())], **kwargs)

    class Meta:
        icon = "pilcrow"
        form_classname = "protocol-text struct-block"


class StatementBlock(blocks.StructBlock):
    """A precondition or a stop rule."""

    code = code_block()
    text = LocalisedText(label=_("Text"))


class SignBlock(blocks.StructBlock):
    """One sign. It is answered by a code; a protocol has no free-text item."""

    code = code_block()
    danger = blocks.BooleanBlock(required=False, default=True, label=_("Danger sign"))
    wording = LocalisedText(label=_("Wording"))
    why = LocalisedText(label=_("Why we ask"))
    say = LocalisedText(label=_("Say instead"))
    do_not_say = LocalisedText(label=_("Do not say"))

    class Meta:
        label_format = "{code}"


class SectionBlock(blocks.StructBlock):
    """A group of signs under one heading."""

    code = code_block()
    title = LocalisedText(label=_("Heading"))
    items = blocks.ListBlock(SignBlock(label=_("Sign")), label=_("Signs"), min_num=1)

    class Meta:
        icon = "list-ul"


def signs_block() -> blocks.MultipleChoiceBlock:
    """The signs a rule looks at, chosen by clicking and kept as block ids."""
    return blocks.MultipleChoiceBlock(
        choices=item_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("Signs"),
        help_text=_("Save the signs first; then they can be chosen here."),
    )


def outcome_block(outcomes: Sequence[Outcome]) -> blocks.ChoiceBlock:
    """One outcome of those given."""
    return blocks.ChoiceBlock(
        choices=[(outcome.value, OUTCOME_NAMES[outcome]) for outcome in outcomes],
        label=_("Outcome"),
    )


class AnyOfBlock(blocks.StructBlock):
    """Fires when at least one of its signs is there."""

    code = code_block()
    outcome = outcome_block(RAISING)
    override = blocks.BooleanBlock(
        required=False, label=_("Override: one of these is enough, whatever else was seen")
    )
    items = signs_block()
    reason = LocalisedText(label=_("Reason, as the user reads it"))

    class Meta:
        label = _("Any of")


class AtLeastBlock(blocks.StructBlock):
    """Fires when at least k of its signs are there."""

    code = code_block()
    outcome = outcome_block(RAISING)
    at_least = blocks.IntegerBlock(min_value=1, label=_("At least"))
    items = signs_block()
    reason = LocalisedText(label=_("Reason, as the user reads it"))

    class Meta:
        label = _("At least some of")


class OtherwiseBlock(blocks.StructBlock):
    """What holds when no other rule fires."""

    code = code_block()
    outcome = outcome_block(DEFAULTS)
    reason = LocalisedText(label=_("Reason, as the user reads it"))

    class Meta:
        label = _("Otherwise")


class RulesBlock(blocks.StreamBlock):
    """The decision rules. The highest outcome among those that fire counts."""

    any_of = AnyOfBlock()
    at_least = AtLeastBlock()
    otherwise = OtherwiseBlock()


class OutcomeBlock(blocks.StructBlock):
    """What an outcome means, in words."""

    code = outcome_block(tuple(Outcome))
    title = LocalisedText(label=_("Title"))
    text = LocalisedText(label=_("Text"))


class StepBlock(blocks.StructBlock):
    """One step of the pathway: for which outcomes, ages and parishes, who, and how soon."""

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


class TextsBlock(blocks.StreamBlock):
    """The protocol's own texts, each once."""

    title = LocalisedText(label=_("Title"))
    summary = LocalisedText(label=_("Summary"))
    audience = LocalisedText(label=_("Who it is for"))
    age_wording = LocalisedText(label=_("How age is asked"))
    age_why = LocalisedText(label=_("Why age comes first"))
    brief = LocalisedText(label=_("Fictional brief for practice"))

    class Meta:
        block_counts = {
            name: {"max_num": 1}
            for name in ("title", "summary", "audience", "age_wording", "age_why", "brief")
        }
