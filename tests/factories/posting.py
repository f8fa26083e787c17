"""What the browser posts for a draft, made from its blocks and their values."""

from typing import Any

from wagtail import blocks

from protocols.models import ProtocolDraft

PLAIN = ("name", "slug", "mode", "version", "change_note", "licence", "owner", "permission")
STREAMS = (
    "texts",
    "preconditions",
    "stop_rules",
    "dimensions",
    "sections",
    "rules",
    "outcomes",
    "steps",
)


def edit_data(draft: ProtocolDraft, **changes: Any) -> dict[str, Any]:
    """What the editor posts when nothing but `changes` was touched."""
    fresh = ProtocolDraft.objects.get(pk=draft.pk)
    data: dict[str, Any] = {field: getattr(fresh, field) for field in PLAIN}
    data |= {"sources": fresh.sources, "illustrative": "on"}
    data |= {"languages": fresh.languages, "cadres": fresh.cadres}
    data |= {"effective_from": "2026-03-01", "review_due": "2027-03-01"}
    for name in STREAMS:
        stream = getattr(fresh, name)
        data |= posted(stream.stream_block, stream, name)
    return data | changes


def posted(block: Any, value: Any, place: str) -> dict[str, Any]:
    """The form fields of a block that nobody touched."""
    if isinstance(block, blocks.StructBlock):
        parts = [
            posted(block.child_blocks[name], child, f"{place}-{name}")
            for name, child in value.items()
        ]
        return {key: text for part in parts for key, text in part.items()}
    if isinstance(block, blocks.StreamBlock):
        children = [(block.child_blocks[one.block_type], one) for one in value]
        kinds = {f"{place}-{at}-type": one.block_type for at, (_kind, one) in enumerate(children)}
        return kinds | _posted_children(children, place)
    if isinstance(block, blocks.ListBlock):
        return _posted_children([(block.child_block, one) for one in value.bound_blocks], place)
    if isinstance(block, blocks.BooleanBlock):
        return {place: "on"} if value else {}
    return {place: "" if value is None else value}


def _posted_children(children: list[tuple[Any, Any]], place: str) -> dict[str, Any]:
    data: dict[str, Any] = {f"{place}-count": str(len(children))}
    for number, (block, child) in enumerate(children):
        at = f"{place}-{number}"
        data |= {f"{at}-deleted": "", f"{at}-order": str(number), f"{at}-id": str(child.id or "")}
        data |= posted(block, child.value, f"{at}-value")
    return data
