"""A document as the plain data that drafts are made of. Pure."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
HEAD = (
    "slug",
    "mode",
    "version",
    "change_note",
    "illustrative",
    "languages",
    "cadres",
    "permission",
)
PARTS = ("sources", "preconditions", "stop_rules", "dimensions", "sections", "outcomes", "steps")
TEXTS = ("title", "summary", "audience", "brief")
# What the fields of a draft hold.
MAX_NAME = 120


def data_of(document: Mapping[str, Any]) -> Json:
    """What `protocols.drafting.draft_from_dict` takes."""
    title = document["title"]
    name = title.get("en") or next(iter(title.values()), "") or document["slug"]
    days = {key: document[key] or None for key in ("effective_from", "review_due")}
    age = {f"age_{key}": text for key, text in document["age"].items()}
    texts = {key: document[key] for key in TEXTS} | age
    return {
        "name": name[:MAX_NAME],
        **{key: document[key] for key in HEAD},
        **{key: document[key][:MAX_NAME] for key in ("licence", "owner")},
        **days,
        "texts": {key: text for key, text in texts.items() if text},
        **{key: document[key] for key in PARTS},
        "rules": [_rule(rule) for rule in document["rules"]],
    }


def _rule(rule: Mapping[str, Any]) -> Json:
    ((kind, value),) = rule["when"].items()
    head = {key: rule[key] for key in ("code", "outcome", "reason")}
    if kind == "default":
        return {**head, "kind": "otherwise"}
    if kind == "any":
        return {**head, "kind": "any_of", "items": value, "override": rule["override"]}
    if kind == "graded":
        return {**head, "kind": "graded", **value}
    limits = {key: value[key] for key in ("at_least", "at_least_in") if key in value}
    return {**head, "kind": "sum" if kind == "sum" else "at_least", "items": value["of"], **limits}
