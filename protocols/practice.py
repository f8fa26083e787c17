"""The page on which a protocol is practised. No queries."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from protocols.forms import ITEM, PracticeForm
from protocols.presenters import head, item_line, say
from protocols.reading import language_of
from protocols.rule_words import SpokenRuleWords
from protocols.rules import Document

Tile = tuple[str, str, bool]


def practice_page(
    document: Document, form: PracticeForm, *, certified: bool, preview: bool = False
) -> dict[str, Any]:
    """Everything the page needs: brief, preconditions, age, sections with tiles, parish."""
    spoken = SpokenRuleWords(document, language_of(document))
    return {
        "protocol": head(document),
        "brief": say(document["brief"]),
        "form": form,
        "errors": _errors(form),
        "has_errors": bool(form.errors),
        "certified": certified,
        "preview": preview,
        "ready": {"choices": _tiles(form, "ready"), "error": _first_error(form, "ready")},
        "age": {
            "wording": say(document["age"]["wording"]),
            "why": say(document["age"]["why"]),
            "choices": _tiles(form, "age"),
            "error": _first_error(form, "age"),
        },
        "stop_rules": [say(rule["text"]) for rule in document["stop_rules"]],
        "sections": [
            {
                "title": say(section["title"]),
                "items": [_item(item, form, spoken) for item in section["items"]],
            }
            for section in document["sections"]
        ],
    }


def _item(item: dict[str, Any], form: PracticeForm, spoken: SpokenRuleWords) -> dict[str, Any]:
    name = ITEM + item["code"]
    return {
        **item_line(item),
        "only_if": spoken.shown_if(item["show_if"]),
        "show_if": json.dumps(_watched(item["show_if"])) if item["show_if"] else "",
        "name": name,
        "choices": _tiles(form, name),
        "error": _first_error(form, name),
    }


def _watched(show_if: Mapping[str, Any]) -> dict[str, Any]:
    """The condition for the browser: field names, and the values at which each holds."""
    ((how, terms),) = show_if.items()
    fields = [
        [ITEM + term, ["yes"]] if isinstance(term, str) else [ITEM + term["item"], term["options"]]
        for term in terms
    ]
    return {"how": how, "terms": fields}


def _tiles(form: PracticeForm, name: str) -> list[Tile]:
    """(value, text, checked), as posted."""
    posted = form[name].value()
    chosen = {posted} if isinstance(posted, str) else set(posted or ())
    choices: Iterable[tuple[str, str]] = form.fields[name].choices  # type: ignore[attr-defined]
    return [(str(value), str(text), value in chosen) for value, text in choices]


def _first_error(form: PracticeForm, name: str) -> str:
    errors = form.errors.get(name)
    return str(errors[0]) if errors else ""


def _errors(form: PracticeForm) -> list[tuple[str, str]]:
    """What is wrong, each with the place to go to."""
    lines = []
    for name, errors in form.errors.items():
        href = "" if name == "version" else f"#id_{name}_0"
        lines += [(str(error), href) for error in errors]
    return lines


def preview_problems() -> str:
    """The sentence above the problems of a draft that cannot be shown yet."""
    return _("The draft cannot be run yet. This is missing or does not fit:")
