"""Texts of a protocol, side by side in its languages, and short codes."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import BlockGroup, StructBlockAdapter

from protocols.blocks.offers import languages_offered
from protocols.languages import LANGUAGE_NAMES


def code_block(help_text: str | Promise = "") -> blocks.CharBlock:
    """A short code: letters, digits and underscores."""
    return blocks.RegexBlock(
        regex=r"^[A-Za-z][A-Za-z0-9_]*\Z",
        max_length=20,
        label=_("Code"),
        help_text=help_text or _("Letters and digits, for example A1."),
        error_messages={"invalid": _("Begin with a letter; then letters, digits and _ only.")},
    )


def decimal_block(label: str | Promise, error: str | Promise, **more: Any) -> blocks.CharBlock:
    """A decimal number as text, so that 0.1 stays 0.1."""
    return blocks.RegexBlock(
        regex=r"^[0-9]{1,3}(\.[0-9]{1,2})?\Z",
        max_length=6,
        label=label,
        error_messages={"invalid": error},
        **more,
    )


class LocalisedText(blocks.StructBlock):
    """One text in each language, side by side.

    Only languages on offer are drawn, so that the page stays quick. What was not drawn is not posted, and
    `protocols.keeping` puts it back.
    """

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        by_language = [
            (code, blocks.TextBlock(required=False, rows=2, label=name))
            for code, name in LANGUAGE_NAMES.items()
        ]
        super().__init__([*by_language, *(local_blocks or ())], **kwargs)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Only what was posted: a language without a field says nothing."""
        posted = {
            name: block.value_from_datadict(data, files, f"{prefix}-{name}")
            for name, block in self.child_blocks.items()
            if not block.value_omitted_from_data(data, files, f"{prefix}-{name}")
        }
        return self._to_struct_value(posted)

    def get_form_state(self, value: Any) -> dict[str, Any]:
        """The texts of the languages on offer."""
        state: dict[str, Any] = super().get_form_state(value)
        return {code: state.get(code) for code in languages_offered()}

    class Meta:
        icon = "pilcrow"
        form_classname = "protocol-text struct-block"


class LocalisedTextAdapter(StructBlockAdapter):
    """Draws the languages on offer."""

    js_constructor = "wagtail.blocks.StructBlock"

    def js_args(self, block: LocalisedText) -> list[Any]:
        """Wagtail's own, with fewer children."""
        name, _children, meta = super().js_args(block)
        offered = [code for code in block.child_blocks if code in languages_offered()]
        meta["formLayout"] = BlockGroup(offered)
        return [name, [block.child_blocks[code] for code in offered], meta]


register(LocalisedTextAdapter(), LocalisedText)


class StatementBlock(blocks.StructBlock):
    """A precondition or a stop rule."""

    code = code_block()
    text = LocalisedText(label=_("Text"))


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
