"""A protocol written as plain data, for loaders and importers.

How a loader takes a protocol from a file to being in force (texts are strings for English, or
tables by language):

    data = tomllib.loads(Path("protocol.toml").read_text())
    data |= {"effective_from": today, "review_due": add_months(today, 12)}   # where it has none
    draft = draft_from_dict(by=specialist, data=data)                 # contacts must exist before
    for signer in (legal, secretariat):                               # never whoever wrote it
        sign_draft(by=signer, draft=draft, now=now)
    version = freeze_protocol_version(by=secretariat, draft=draft, now=now)

`propose_contact(by=..., code=..., name=..., phone=..., hours=..., source=..., verified_on=...,
note=..., area=..., now=...)` and, by another keeper, `accept_contact(by=..., proposal=..., now=...)` fill
the ContactBook. Calling `draft_from_dict` again with the same slug
changes that draft; the same data gives the same content, so signatures keep.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.audit.actors import Actor
from foundation.errors import DomainError
from protocols.actions.drafts import save_draft
from protocols.blocks import ILO_TABLE
from protocols.models import ProtocolDraft

Data = Mapping[str, Any]
TEXTS = ("title", "summary", "audience", "age_wording", "age_why", "brief")
FIELDS = (
    "name",
    "slug",
    "mode",
    "version",
    "effective_from",
    "review_due",
    "change_note",
    "illustrative",
    "languages",
    "cadres",
    "licence",
    "owner",
    "permission",
)


def draft_from_dict(*, by: Actor, data: Data, now: datetime | None = None) -> ProtocolDraft:
    """Create or change the draft with `data["slug"]` from plain data. Author: `by`.

    Items, rules and steps are named by codes; ids of blocks are derived from them. Raises
    NotAllowed, or DomainError where the data lacks a part or a rule names an item that is not there.
    """
    try:
        fields = _fields(data)
    except KeyError as missing:
        raise DomainError(f"The protocol's data lacks {missing}.") from missing
    return save_draft(by=by, slug=data["slug"], fields=fields, now=now or timezone.now())


def _fields(data: Data) -> dict[str, Any]:
    plain = {name: data[name] for name in FIELDS if name in data}
    return {
        **plain,
        "sources": "\n".join(data.get("sources", [])),
        "texts": [
            _block(data["slug"], name, name, _text(data["texts"][name]))
            for name in TEXTS
            if name in data["texts"]
        ],
        "preconditions": _statements(data, "preconditions"),
        "stop_rules": _statements(data, "stop_rules"),
        "dimensions": [
            _block(data["slug"], "dimension", entry["code"], _dimension(entry))
            for entry in data.get("dimensions", [])
        ],
        "sections": [_section(data["slug"], section) for section in data["sections"]],
        "rules": [_rule(data["slug"], rule) for rule in data["rules"]],
        "outcomes": [
            _block(data["slug"], "outcome", outcome["code"], _outcome(outcome))
            for outcome in data["outcomes"]
        ],
        "steps": [_step(data["slug"], number, step) for number, step in enumerate(data["steps"])],
    }


def _id(slug: str, *parts: str) -> str:
    """The same id for the same place, so that loading twice changes nothing."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["firstline", slug, *parts])))


def _block(slug: str, kind: str, key: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": _id(slug, kind, key), "value": value}


def _text(value: str | Mapping[str, str]) -> dict[str, str]:
    return {"en": value} if isinstance(value, str) else dict(value)


def _statements(data: Data, name: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "statement",
            "id": _id(data["slug"], name, entry["code"]),
            "value": {"code": entry["code"], "text": _text(entry["text"])},
        }
        for entry in data[name]
    ]


def _dimension(entry: Data) -> dict[str, Any]:
    return {"code": entry["code"], "title": _text(entry["title"])}


def _section(slug: str, section: Data) -> dict[str, Any]:
    items = [
        {
            "type": "choice" if "options" in item else "item",
            "id": _id(slug, "item", item["code"]),
            "value": _item(slug, item),
        }
        for item in section["items"]
    ]
    value = {"code": section["code"], "title": _text(section["title"]), "items": items}
    return _block(slug, "section", section["code"], value)


def _item(slug: str, item: Data) -> dict[str, Any]:
    texts = {name: _text(item.get(name, "")) for name in ("wording", "why", "say", "do_not_say")}
    show_if = item.get("show_if") or {"any": []}
    how = "all" if "all" in show_if else "any"
    dimension = item.get("dimension", "")
    value = {
        "code": item["code"],
        "danger": item.get("danger", True),
        "dimension": _id(slug, "dimension", dimension) if dimension else "",
        "show_if": {"how": how, "terms": [_term(slug, term) for term in show_if[how]]},
        **texts,
    }
    if "options" not in item:
        return {**value, **_says(item)}
    options = [
        {
            "type": "item",
            "id": _id(slug, "option", item["code"], option["code"]),
            "value": {"code": option["code"], "text": _text(option["text"]), **_says(option)},
        }
        for option in item["options"]
    ]
    return {**value, "options": options}


def _says(data: Data) -> dict[str, Any]:
    return {"grade": data.get("grade") or "", "weight": str(data.get("weight", "0"))}


def _term(slug: str, term: str | Data) -> str:
    """The block id of a sign, or of the least worrying option named: {item, options}."""
    if isinstance(term, str):
        return _id(slug, "item", term)
    return _id(slug, "option", term["item"], term["options"][0])


def _rule(slug: str, rule: Data) -> dict[str, Any]:
    value = {
        "code": rule["code"],
        "outcome": rule["outcome"],
        "reason": _text(rule["reason"]),
        **_CONDITIONS[rule["kind"]](slug, rule),
    }
    return _block(slug, rule["kind"], rule["code"], value)


def _any_of(slug: str, rule: Data) -> dict[str, Any]:
    terms = [_term(slug, term) for term in rule["items"]]
    return {"items": terms, "override": rule.get("override", False)}


def _at_least(slug: str, rule: Data) -> dict[str, Any]:
    return {"items": [_term(slug, term) for term in rule["items"]], **_thresholds(rule)}


def _sum(slug: str, rule: Data) -> dict[str, Any]:
    return {"items": [_id(slug, "item", code) for code in rule["items"]], **_thresholds(rule)}


def _graded(slug: str, rule: Data) -> dict[str, Any]:
    return {
        "dimensions": [_id(slug, "dimension", code) for code in rule["dimensions"]],
        "at_least": rule.get("at_least", 1),
        "patterns": [dict(pattern) for pattern in rule.get("patterns", ILO_TABLE)],
    }


def _otherwise(slug: str, rule: Data) -> dict[str, Any]:
    return {}


_CONDITIONS = {
    "any_of": _any_of,
    "at_least": _at_least,
    "sum": _sum,
    "graded": _graded,
    "otherwise": _otherwise,
}


def _thresholds(rule: Data) -> dict[str, Any]:
    others = rule.get("at_least_in", {})
    entries = [{"language": language, "at_least": value} for language, value in others.items()]
    return {"at_least": rule["at_least"], "at_least_in": entries}


def _outcome(outcome: Data) -> dict[str, Any]:
    return {
        "code": outcome["code"],
        "title": _text(outcome["title"]),
        "text": _text(outcome["text"]),
    }


def _step(slug: str, number: int, step: Data) -> dict[str, Any]:
    """A step; or with `desks`, contacts by parish, the same step in each of these parishes."""
    value = {
        "outcomes": list(step["outcomes"]),
        "age_groups": list(step.get("age_groups", ["child", "adult"])),
        "agencies": list(step.get("agencies", [])),
        "text": _text(step["text"]),
        "body": _text(step["body"]),
        "minutes": step.get("minutes"),
        "consent": step.get("consent", "not_needed"),
        "legal": _text(step.get("legal", "")),
    }
    if "desks" in step:
        desks = [{"parish": area, "contact": code} for area, code in step["desks"].items()]
        return _block(slug, "by_parish", str(number), {**value, "desks": desks})
    where = {"areas": list(step.get("areas", [])), "contact": step.get("contact", "")}
    return _block(slug, "step", str(number), {**value, **where})
