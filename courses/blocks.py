"""The blocks a lesson is made of. What learners see of them is made by `freezing`."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RUNNING_TEXT: list[str] = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SHORT_TEXT: list[str] = ["bold", "italic", "ul", "link"]
VIDEO_TYPES = ("mp4", "webm")
LINE = 250


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

    LISTS: ClassVar[frozenset[str]] = frozenset({"safe", "never", "options", "points"})
