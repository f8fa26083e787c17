"""Where in the editor a thing of the document is written: the anchors of a draft's blocks."""

from collections.abc import Iterator
from typing import Any

from protocols.blocks import steps_written
from protocols.models import ProtocolDraft
from protocols.problems import Problem

Places = dict[tuple[str, str], str]
STREAMS = {
    "precondition": "preconditions",
    "stop_rule": "stop_rules",
    "rule": "rules",
    "dimension": "dimensions",
    "outcome": "outcomes",
}
FIELDS = {"title", "summary", "audience", "brief", "age_wording", "age_why"}


def places_of(draft: ProtocolDraft) -> Places:
    """(kind, name) of each problem that may be found, to the address within the editor's page."""
    return {key: f"#block-{block_id}-section" for key, block_id in _blocks_of(draft)}


def place_of(problem: Problem, places: Places) -> str:
    """The address of what is wrong, or of the nearest thing that there is."""
    if (known := places.get((problem.kind, problem.name))) is not None:
        return known
    if problem.kind == "document":
        return _of_path(problem.name, places)
    if problem.kind == "field" and problem.name not in FIELDS:
        return f"#id_{problem.name}"
    return f"#panel-child-{_panel(problem.kind)}-section"


def _blocks_of(draft: ProtocolDraft) -> Iterator[tuple[tuple[str, str], Any]]:
    yield from _named(draft)
    for stream in (*STREAMS.values(), "sections"):
        for number, child in enumerate(getattr(draft, stream)):
            yield ("document", f"/{stream}/{number}"), child.id
    for number, section in enumerate(draft.sections):
        for place, item in enumerate(section.value["items"]):
            yield ("document", f"/sections/{number}/items/{place}"), item.id
    for child in draft.texts:
        path = child.block_type.replace("age_", "age/")
        yield ("document", f"/{path}"), child.id


def _named(draft: ProtocolDraft) -> Iterator[tuple[tuple[str, str], Any]]:
    for child in draft.texts:
        yield ("field", child.block_type), child.id
    for kind, stream in STREAMS.items():
        for child in getattr(draft, stream):
            yield (kind, child.value["code"]), child.id
    for number, (child, _step) in enumerate(steps_written(draft.steps)):
        yield ("step", str(number + 1)), child.id
        yield ("document", f"/steps/{number}"), child.id
    for section in draft.sections:
        yield ("section", section.value["code"]), section.id
        for item in section.value["items"]:
            yield ("item", item.value["code"]), item.id


def _panel(kind: str) -> str:
    panels = {**STREAMS, "item": "sections", "section": "sections", "step": "steps"}
    return panels.get(kind, "texts")


def _of_path(path: str, places: Places) -> str:
    """The block of a path into the document, "/sections/0/items/1/why", or the nearest around it."""
    parts = path.strip("/").split("/")
    for length in range(len(parts), 0, -1):
        if (known := places.get(("document", "/" + "/".join(parts[:length])))) is not None:
            return known
    first = parts[0]
    if first in {*STREAMS.values(), "sections", "steps"}:
        return f"#panel-child-{first}-section"
    return "#panel-child-texts-section" if first in {*FIELDS, "age"} else f"#id_{first}"
