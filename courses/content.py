"""Lesson content written by code: blocks with the ids that editor and translation rely on."""

import uuid
from collections.abc import Iterable
from typing import Any

from courses.blocks import LessonBlocks


def stream_data(blocks: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Stored form of `(type, value)` pairs, with an id for every block and every list item.

    Values are as the editor stores them: rich text as HTML, pictures and documents as primary
    keys, lists as plain lists. For example `("key_points", {"title": "Remember", "points": ["x"]})`.
    """
    return [
        {"type": kind, "value": _with_item_ids(value), "id": str(uuid.uuid4())}
        for kind, value in blocks
    ]


def _with_item_ids(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        name: [{"type": "item", "value": item, "id": str(uuid.uuid4())} for item in inner]
        if name in LessonBlocks.LISTS
        else inner
        for name, inner in value.items()
    }
