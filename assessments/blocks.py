"""StreamField blocks of the bank and of quizzes."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from assessments.choices import DIFFICULTIES, approved_questions
from assessments.rules import Section

if TYPE_CHECKING:
    from assessments.models import Topic


class OptionBlock(blocks.StructBlock):
    """One option of a question. Its block id is the option's id on papers."""

    text = blocks.CharBlock(label=_("Option"), max_length=300)
    correct = blocks.BooleanBlock(label=_("This is right"), required=False)
    feedback = blocks.TextBlock(
        label=_("Feedback"),
        max_length=600,
        rows=2,
        help_text=_("Why it is right or wrong. Shown with the key, after the quiz."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")


class OptionBlocks(blocks.StreamBlock):
    """The options of a question."""

    option = OptionBlock()

    class Meta:
        max_num = 8


def _name_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_(
            "As learners read it, for example “Danger signs”. Leave it empty to use the topic's title."
        ),
    )


def _at_least_block() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("Right answers needed in this section"),
        min_value=0,
        max_value=50,
        default=0,
        required=False,
        help_text=_(
            "For what must not be missed: nobody passes with fewer, however many are right elsewhere. "
            "With 0 there is no such rule."
        ),
    )


def _form_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Form"),
        max_length=10,
        required=False,
        help_text=_(
            "Only for parallel forms: A, B and so on. A section with a letter is on that form only; "
            "without one it is on all."
        ),
    )


class SectionBlock(blocks.StructBlock):
    """So many questions, drawn at random from one topic, of one difficulty or of all."""

    name = _name_block()
    topic = SnippetChooserBlock("assessments.Topic", label=_("Topic"))
    difficulty = blocks.ChoiceBlock(
        choices=DIFFICULTIES,
        label=_("Difficulty"),
        required=False,
        help_text=_("Leave it empty to draw from all questions of the topic."),
    )
    draw = blocks.IntegerBlock(
        label=_("Questions drawn"), min_value=1, max_value=50, default=5, required=True
    )
    at_least = _at_least_block()
    form = _form_block()

    class Meta:
        icon = "help"
        label = _("Drawn from a topic")
        label_format = "{topic} {name}: {draw}"


class ChosenBlock(blocks.StructBlock):
    """Questions chosen one by one: everybody gets these."""

    name = _name_block()
    questions = blocks.ListBlock(
        blocks.ChoiceBlock(choices=approved_questions, label=_("Question")),
        label=_("Questions"),
        min_num=1,
        max_num=50,
    )
    at_least = _at_least_block()
    form = _form_block()

    class Meta:
        icon = "list-ol"
        label = _("Chosen questions")


class SectionBlocks(blocks.StreamBlock):
    """The sections of a quiz."""

    section = SectionBlock()
    chosen = ChosenBlock()

    class Meta:
        max_num = 20


def sections_in(value: Any) -> tuple[Section, ...]:
    """The sections of a StreamField value, for the rules. Those not filled in yet are left out."""
    return tuple(
        section
        for block in value or []
        if (section := _section_in(block.block_type, block.value)) and section.draw
    )


def _section_in(kind: str, value: Any) -> Section | None:
    if kind == "chosen":
        keys = tuple(str(key) for key in value["questions"] if key)
        section = Section("", len(keys), fixed=keys)
    elif value["topic"] and value["draw"]:
        difficulty = value.get("difficulty") or ""
        section = Section(value["topic"].code, value["draw"], difficulty)
    else:
        return None
    return replace(
        section,
        form=(value.get("form") or "").strip().upper(),
        at_least=value.get("at_least") or 0,
        name=(value.get("name") or "").strip(),
    )


def section_data(sections: "Iterable[tuple[Topic, int]]") -> list[dict[str, Any]]:
    """The raw value of `QuizPage.sections` for (topic, questions drawn) pairs, each with its id."""
    return [drawn_section(topic, count) for topic, count in sections]


def drawn_section(topic: "Topic", draw: int, **more: Any) -> dict[str, Any]:
    """The raw value of one section drawn from a topic; `more` as in `SectionBlock`."""
    value = {"topic": topic.pk, "draw": draw, **more}
    return {"type": "section", "value": value, "id": str(uuid.uuid4())}


def chosen_section(keys: Iterable[str], **more: Any) -> dict[str, Any]:
    """The raw value of one section of chosen questions (their keys); `more` as in `ChosenBlock`."""
    items = [{"type": "item", "value": str(key), "id": str(uuid.uuid4())} for key in keys]
    return {"type": "chosen", "value": {"questions": items, **more}, "id": str(uuid.uuid4())}
