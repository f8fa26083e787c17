"""The blocks a lesson is made of. What learners see of them is made by `freezing`."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from protocols.languages import ENGLISH, LANGUAGE_NAMES

RUNNING_TEXT: list[str] = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SHORT_TEXT: list[str] = ["bold", "italic", "ul", "link"]
VIDEO_TYPES = ("mp4", "webm")
LINE = 250
LONGEST_WORD = 60
OTHER_LANGUAGES = [(code, name) for code, name in LANGUAGE_NAMES.items() if code != ENGLISH]


def glossary_words() -> list[tuple[str, str]]:
    """The approved words of the glossary, to choose from."""
    # The glossary's page is made of the blocks of this file.
    from courses.glossary import word_choices

    return word_choices()


class PictureBlock(blocks.StructBlock):
    """A picture that is also told in words."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("in words"),
        max_length=LINE,
        help_text=_("What somebody who cannot see the picture needs to know from it."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=LINE, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")


class VideoBlock(blocks.StructBlock):
    """A short film with captions and a transcript: many learners have no sound or no data."""

    title = blocks.CharBlock(label=_("title"), max_length=LINE)
    file = DocumentChooserBlock(label=_("film"), help_text=_("MP4 or WebM."))
    captions = DocumentChooserBlock(label=_("captions"), help_text=_("A WebVTT file (.vtt)."))
    transcript = blocks.RichTextBlock(label=_("transcript"), features=["bold", "italic", "ul"])
    poster = ImageChooserBlock(label=_("first picture"), required=False)

    class Meta:
        icon = "media"
        label = _("Video")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems: dict[str, ValidationError] = {}
        if cleaned["file"].file_extension.lower() not in VIDEO_TYPES:
            problems["file"] = ValidationError(_("Choose an MP4 or WebM file."))
        if not is_webvtt(cleaned["captions"]):
            problems["captions"] = ValidationError(
                _("Choose a WebVTT file: its first line says WEBVTT.")
            )
        if problems:
            raise StructBlockValidationError(block_errors=problems)
        return cleaned


def is_webvtt(document: Any) -> bool:
    """Whether a stored document begins as the WebVTT standard says (an optional mark, then WEBVTT)."""
    with document.open_file() as handle:
        start: bytes = handle.read(16)
    return start.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


class CalloutBlock(blocks.StructBlock):
    """Something that must not be overlooked."""

    tone = blocks.ChoiceBlock(
        label=_("tone"),
        choices=[("info", _("Good to know")), ("due", _("Take care")), ("bad", _("Danger"))],
        default="info",
    )
    title = blocks.CharBlock(label=_("title"), max_length=LINE)
    text = blocks.RichTextBlock(label=_("text"), features=SHORT_TEXT)

    class Meta:
        icon = "warning"
        label = _("Callout")


class SayBlock(blocks.StructBlock):
    """What is safe to say, beside what must never be said."""

    safe = blocks.ListBlock(blocks.CharBlock(max_length=LINE), label=_("safe to say"), min_num=1)
    never = blocks.ListBlock(blocks.CharBlock(max_length=LINE), label=_("never say"), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Safe to say, never say")


class OptionBlock(blocks.StructBlock):
    """One thing a learner might do, and what comes of it."""

    text = blocks.CharBlock(label=_("what you do"), max_length=LINE)
    tone = blocks.ChoiceBlock(
        label=_("how good that is"),
        choices=[("ok", _("Safe")), ("due", _("Risky")), ("bad", _("Harmful"))],
    )
    happens = blocks.RichTextBlock(label=_("what happens"), features=SHORT_TEXT)


class DecisionBlock(blocks.StructBlock):
    """A moment of practice: what would you do? Every choice tells what happens. It is never scored."""

    question = blocks.CharBlock(label=_("question"), max_length=LINE, default="What would you do?")
    situation = blocks.TextBlock(label=_("situation"), required=False)
    options = blocks.ListBlock(OptionBlock(), label=_("choices"), min_num=2, max_num=5)

    class Meta:
        icon = "help"
        label = _("What would you do?")


class KeyPointsBlock(blocks.StructBlock):
    """What to remember."""

    title = blocks.CharBlock(label=_("title"), max_length=LINE, default="Remember")
    points = blocks.ListBlock(blocks.CharBlock(max_length=LINE), label=_("points"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Key points")


class FileBlock(blocks.StructBlock):
    """A document to keep or print."""

    title = blocks.CharBlock(label=_("title"), max_length=LINE)
    file = DocumentChooserBlock(label=_("document"))
    note = blocks.CharBlock(label=_("what it is for"), max_length=LINE, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")


class WordsBlock(blocks.StructBlock):
    """Words of the glossary that this lesson uses, with their meanings."""

    words = blocks.ListBlock(
        blocks.ChoiceBlock(label=_("word"), choices=glossary_words), label=_("words"), min_num=1
    )

    class Meta:
        icon = "openquote"
        label = _("Words in this lesson")


class LessonBlocks(blocks.StreamBlock):
    """Everything a lesson can hold."""

    text = blocks.RichTextBlock(label=_("Text"), features=RUNNING_TEXT, icon="pilcrow")
    picture = PictureBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    say = SayBlock()
    decision = DecisionBlock()
    key_points = KeyPointsBlock()
    document = FileBlock()
    words = WordsBlock()

    LISTS: ClassVar[frozenset[str]] = frozenset({"safe", "never", "options", "points", "words"})


class WordElsewhereBlock(blocks.StructBlock):
    """The same word in another language: for interpreters and those who read both."""

    language = blocks.ChoiceBlock(label=_("language"), choices=OTHER_LANGUAGES)
    word = blocks.CharBlock(label=_("word"), max_length=LONGEST_WORD)

    class Meta:
        label = _("In another language")


class WordBlock(blocks.StructBlock):
    """One entry of the glossary."""

    word = blocks.CharBlock(label=_("word"), max_length=LONGEST_WORD)
    meaning = blocks.TextBlock(
        label=_("what it means"),
        max_length=300,
        help_text=_("One to three plain sentences, as you would tell a colleague."),
    )
    source = blocks.CharBlock(
        label=_("where that is written"),
        max_length=LINE,
        required=False,
        help_text=_("For what a law or a treaty says: its name and section."),
    )
    elsewhere = blocks.ListBlock(WordElsewhereBlock(), label=_("in other languages"), default=[])

    class Meta:
        icon = "openquote"
        label = _("Word")
        label_format = "{word}"


class GlossaryBlocks(blocks.StreamBlock):
    """The words of the glossary."""

    word = WordBlock()

    class Meta:
        collapsed = True

    def clean(self, value: Any) -> Any:
        """No word twice: readers and lessons are led to it by its name."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        problems = {}
        for index, block in enumerate(cleaned):
            name = slugify(block.value["word"])
            if name in seen:
                twice = ValidationError(_("This word is here already."))
                problems[index] = StructBlockValidationError(block_errors={"word": twice})
            seen.add(name)
        if problems:
            raise blocks.StreamBlockValidationError(block_errors=problems)
        return cleaned
