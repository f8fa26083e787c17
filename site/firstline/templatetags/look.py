"""The look's smallest parts, as tags: form widgets, and what one page shows a hundred times.

An `include` costs a context, and each `{{ }}` in it a look-up; in a paper of 20 questions that was most of
the page's time. What is here stands in one place still: the components of the same names use it.
"""

from collections.abc import Iterable

from django import forms, template
from django.forms import BoundField
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.widgets.Input, "govuk-input"),
]


def _css_class(widget: forms.Widget) -> str:
    return next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")


@register.simple_tag
def widget(
    field: BoundField, *, width: int | str = "", has_hint: str = "", **attrs: str
) -> SafeString:
    """Render a field's widget. `width` is in characters; empty attributes are left out.

    Django itself points `aria-describedby` to help text and errors; `has_hint` adds the hint that a
    template gave instead of help text.
    """
    classes = [_css_class(field.field.widget)]
    if width:
        classes.append(f"govuk-input--width-{width}")
    if field.errors and classes[0] in {"govuk-input", "govuk-select", "govuk-textarea"}:
        classes.append(f"{classes[0]}--error")
    given = {name: value for name, value in attrs.items() if value}
    if has_hint and not field.help_text:
        ids = [f"{field.auto_id}_helptext", field.aria_describedby or ""]
        given["aria-describedby"] = " ".join(filter(None, ids))
    # A text inside a box looks like an answer and goes when typing begins: labels and hints stand above.
    plain: dict[str, str | bool] = {**given, "placeholder": False}
    return field.as_widget(attrs={**plain, "class": " ".join(filter(None, classes))})


@register.filter
def in_words(field: BoundField) -> list[str]:
    """A field's errors. What Django says of an empty one names no field; these words do."""
    plain = forms.Field.default_error_messages["required"]
    words: list[str] = []
    for error in field.errors.as_data():
        if error.code == "required" and error.message == plain:
            words.append(_missing(field.field.widget) % {"label": field.label})
        else:
            words.extend(error.messages)
    return words


def _missing(kind: forms.Widget) -> str:
    if isinstance(kind, forms.CheckboxInput):
        return _("Tick “%(label)s”.")
    if isinstance(kind, forms.FileInput):
        return _("Choose a file under “%(label)s”.")
    if isinstance(kind, forms.widgets.ChoiceWidget):
        return _("Choose under “%(label)s”.")
    return _("Fill in “%(label)s”.")


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """A state in a word, as components/tag.html shows it."""
    more = f" fl-tag--{escape(tone)}" if tone and tone != "info" else ""
    return mark_safe(f'<strong class="fl-tag{more}">{escape(text)}</strong>')


@register.simple_tag
def tiles(
    name: str, choices: Iterable[tuple[str, str, bool]], multiple: bool, required: bool
) -> SafeString:
    """The answers to tap of components/choice_tiles.html: [(value, text, checked)]."""
    kind, field = ("checkbox" if multiple else "radio"), escape(name)
    last = " required" if required and not multiple else ""
    shown = [
        f'<div class="fl-tile"><input type="{kind}" name="{field}" id="id_{field}_{number}" '
        f'value="{escape(value)}"{" checked" if checked else ""}{last}>'
        f'<label for="id_{field}_{number}">{escape(text)}</label></div>'
        for number, (value, text, checked) in enumerate(choices)
    ]
    return mark_safe("".join(shown))
