"""Frozen blocks made ready for their templates: addresses of files, sizes in words."""

from collections.abc import Callable, Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from courses.glossary import GLOSSARY_ADDRESS
from courses.stored_files import address

Shown = dict[str, Any]


def present_blocks(blocks: Iterable[Shown]) -> list[Shown]:
    """Each block with its template and all that the template needs."""
    return [present_block(block) for block in blocks]


def present_block(block: Shown) -> Shown:
    finish = FINISHERS.get(block["type"], dict)
    return {**finish(block), "template": f"courses/blocks/{block['type']}.html"}


def rich(html: str) -> str:
    """Rich text that was made safe when it was frozen."""
    return mark_safe(html)  # noqa: S308


def picture(frozen: Shown | None) -> Shown | None:
    """A picture in its sizes, the phone's first."""
    if not frozen:
        return None
    sizes = [(address(size["file"]), size["width"]) for size in frozen["sizes"]]
    return {
        "src": sizes[0][0],
        "srcset": ", ".join(f"{src} {width}w" for src, width in sizes) if sizes[1:] else "",
        "width": frozen["width"],
        "height": frozen["height"],
    }


def file(frozen: Shown) -> Shown:
    """A file with what a learner wants to know before fetching it."""
    return {
        "href": address(frozen["file"]),
        "kind": frozen["extension"].upper(),
        "size": filesizeformat(frozen["bytes"]),
        "mime": {"mp4": "video/mp4", "webm": "video/webm"}.get(frozen["extension"], ""),
    }


def _with_html(block: Shown) -> Shown:
    return {**block, "html": rich(block["html"])}


def _picture(block: Shown) -> Shown:
    return {**block, "picture": picture(block["picture"])}


def _video(block: Shown) -> Shown:
    return {
        **block,
        "film": file(block["film"]),
        "captions": file(block["captions"]),
        "transcript": rich(block["transcript"]),
        "poster": picture(block["poster"]),
    }


def _decision(block: Shown) -> Shown:
    words = {"ok": _("Safe"), "due": _("Risky"), "bad": _("Harmful")}
    options = [
        {**option, "html": rich(option["html"]), "verdict": words[option["tone"]]}
        for option in block["options"]
    ]
    return {**block, "options": options}


def _document(block: Shown) -> Shown:
    return {**block, "document": file(block["document"])}


def _words(block: Shown) -> Shown:
    """Words with the place in the glossary where each stands."""
    words = [{**one, "href": f"{GLOSSARY_ADDRESS}#{one['anchor']}"} for one in block["words"]]
    return {**block, "words": words, "glossary": GLOSSARY_ADDRESS}


FINISHERS: dict[str, Callable[[Shown], Shown]] = {
    "text": _with_html,
    "picture": _picture,
    "video": _video,
    "callout": _with_html,
    "decision": _decision,
    "document": _document,
    "words": _words,
}
