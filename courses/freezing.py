"""From the blocks of a lesson to the JSON an edition keeps: rich text made safe, files copied.

Every block becomes {"id", "type", ...plain values}. Files are names in the storage (see
`stored_files`); their addresses are made when the page is shown.
"""

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import nh3
from wagtail.rich_text import expand_db_html

from courses.glossary import live_words
from courses.stored_files import keep

TAGS = {"p", "h2", "h3", "b", "strong", "i", "em", "ul", "ol", "li", "a", "br"}
QUALITY = 72
PHONE, DESK = 480, 800
"""Widths in pixels of the two sizes of each picture."""

Frozen = dict[str, Any]


def safe_html(source: Any) -> str:
    """Rich text with its links resolved and everything but plain formatting removed."""
    return nh3.clean(
        expand_db_html(str(getattr(source, "source", source))),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )


def freeze_picture_file(image: Any) -> Frozen:
    """The picture in two widths as WebP; a drawing (SVG) stays as it is."""
    if image.is_svg():
        with image.open_file() as handle:
            name, size = keep(handle, "svg")
        return {
            "sizes": [{"file": name, "width": image.width, "bytes": size}],
            "width": image.width,
            "height": image.height,
        }
    with image.get_willow_image() as original:
        upright = original.auto_orient()
        full, height = upright.get_size()
        widths = sorted({min(width, full) for width in (PHONE, DESK)})
        sizes = [_webp(upright, width, max(1, round(height * width / full))) for width in widths]
    return {
        "sizes": sizes,
        "width": widths[-1],
        "height": max(1, round(height * widths[-1] / full)),
    }


def _webp(picture: Any, width: int, height: int) -> Frozen:
    """One size of a picture, kept. Never larger than the original."""
    made = BytesIO()
    picture.resize((width, height)).save_as_webp(made, quality=QUALITY)
    made.seek(0)
    name, size = keep(made, "webp")
    return {"file": name, "width": width, "bytes": size}


def freeze_file(document: Any) -> Frozen:
    with document.open_file() as handle:
        name, size = keep(handle, document.file_extension)
    return {"file": name, "bytes": size, "extension": document.file_extension.lower()}


def freeze_text(value: Any) -> Frozen:
    return {"html": safe_html(value)}


def freeze_picture(value: Any) -> Frozen:
    return {
        "picture": freeze_picture_file(value["image"]),
        "alt": value["alt"],
        "caption": value["caption"],
    }


def freeze_video(value: Any) -> Frozen:
    poster = value.get("poster")
    return {
        "title": value["title"],
        "film": freeze_file(value["file"]),
        "captions": freeze_file(value["captions"]),
        "transcript": safe_html(value["transcript"]),
        "poster": freeze_picture_file(poster) if poster else None,
    }


def freeze_callout(value: Any) -> Frozen:
    return {"tone": value["tone"], "title": value["title"], "html": safe_html(value["text"])}


def freeze_say(value: Any) -> Frozen:
    return {"safe": [str(v) for v in value["safe"]], "never": [str(v) for v in value["never"]]}


def freeze_decision(value: Any) -> Frozen:
    options = [
        {"text": o["text"], "tone": o["tone"], "html": safe_html(o["happens"])}
        for o in value["options"]
    ]
    return {"question": value["question"], "situation": value["situation"], "options": options}


def freeze_key_points(value: Any) -> Frozen:
    return {"title": value["title"], "points": [str(point) for point in value["points"]]}


def freeze_document(value: Any) -> Frozen:
    return {"title": value["title"], "note": value["note"], "document": freeze_file(value["file"])}


def freeze_words(value: Any) -> Frozen:
    """The meanings as they are approved now. A word that left the glossary is left out."""
    known = {word.key: word for word in live_words()}
    chosen = [known[key] for key in value["words"] if key in known]
    return {
        "words": [{"word": w.word, "meaning": w.meaning, "anchor": w.anchor} for w in chosen],
    }


FREEZERS: dict[str, Callable[[Any], Frozen]] = {
    "text": freeze_text,
    "picture": freeze_picture,
    "video": freeze_video,
    "callout": freeze_callout,
    "say": freeze_say,
    "decision": freeze_decision,
    "key_points": freeze_key_points,
    "document": freeze_document,
    "words": freeze_words,
}


def freeze_lesson(stream: Any) -> Frozen:
    """All blocks of a lesson, and the bytes a phone fetches to read it (films not counted)."""
    blocks = [
        {"id": str(child.id), "type": child.block_type, **FREEZERS[child.block_type](child.value)}
        for child in stream
    ]
    words = len(gzip.compress(json.dumps(blocks).encode()))
    return {"blocks": blocks, "bytes": words + sum(map(picture_bytes, blocks))}


def picture_bytes(block: Frozen) -> int:
    """The smallest size of the block's picture: what a phone takes."""
    picture = block.get("picture") or block.get("poster")
    return int(picture["sizes"][0]["bytes"]) if picture else 0
