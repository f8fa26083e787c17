"""Turning a draft into the document that is previewed, proved, signed and frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from protocols.blocks import steps_written
from protocols.clicking import Clicked
from protocols.documents import FORMAT, content_hash
from protocols.identity import Finding, asks_for_identity
from protocols.languages import LANGUAGES
from protocols.models import ProtocolDraft
from protocols.problems import Problem
from protocols.proof import Known, prove
from protocols.rules import DEFAULTS, Outcome

Json = dict[str, Any]


@dataclass(frozen=True)
class Compiled:
    """A draft's document, its hash, and what stands in the way of freezing it."""

    document: Json
    problems: tuple[Problem, ...]

    @property
    def findings(self) -> list[Finding]:
        """Wording that seems to ask for identity, waived or not; none while texts are missing."""
        if any(problem.kind == "document" for problem in self.problems):
            return []
        return list(asks_for_identity(self.document))

    @property
    def content_hash(self) -> str:
        """What a signature binds to. It changes with any change of the content."""
        return content_hash(self.document)


def compile_draft(draft: ProtocolDraft, known: Known, day: date) -> Compiled:
    """The document of `draft` as it stands, and every problem on `day`, each with its place.

    `protocols.queries.compile_as_it_stands` finds what is known. Texts in languages that the draft
    does not offer yet stay behind.
    """
    clicked = Clicked.of(draft)
    whole = {**_head(draft), **_body(draft, clicked)}
    document: Json = _offered(whole, frozenset(LANGUAGES) - frozenset(draft.languages))
    return Compiled(document, (*clicked.lost, *prove(document, known, day)))


def _offered(value: Any, left_out: frozenset[str]) -> Any:
    """The same without texts in `left_out`. Language codes are keys of texts and thresholds only."""
    if isinstance(value, list):
        return [_offered(child, left_out) for child in value]
    if isinstance(value, dict):
        kept = {key: child for key, child in value.items() if key not in left_out}
        return {key: _offered(child, left_out) for key, child in kept.items()}
    return value


def _text(value: Mapping[str, Any]) -> dict[str, str]:
    """Only the languages that say something."""
    texts = {language: (value.get(language) or "").strip() for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _head(draft: ProtocolDraft) -> Json:
    texts = {child.block_type: _text(child.value) for child in draft.texts}
    return {
        "format": FORMAT,
        "slug": draft.slug,
        "version": draft.version,
        "title": texts.get("title", {}),
        "summary": texts.get("summary", {}),
        "audience": texts.get("audience", {}),
        "languages": [code for code in LANGUAGES if code in draft.languages],
        "mode": draft.mode,
        "cadres": sorted(draft.cadres),
        "illustrative": draft.illustrative,
        "licence": draft.licence,
        "owner": draft.owner,
        "permission": draft.permission,
        "sources": [line.strip() for line in draft.sources.splitlines() if line.strip()],
        "effective_from": _day(draft.effective_from),
        "review_due": _day(draft.review_due),
        "change_note": draft.change_note,
        "brief": texts.get("brief", {}),
        "age": {"wording": texts.get("age_wording", {}), "why": texts.get("age_why", {})},
    }


def _body(draft: ProtocolDraft, clicked: Clicked) -> Json:
    return {
        "preconditions": _statements(draft.preconditions),
        "stop_rules": _statements(draft.stop_rules),
        "dimensions": [
            {"code": child.value["code"], "title": _text(child.value["title"])}
            for child in draft.dimensions
        ],
        "sections": [_section(child.value, clicked) for child in draft.sections],
        "outcomes": [
            {
                "code": child.value["code"],
                "title": _text(child.value["title"]),
                "text": _text(child.value["text"]),
            }
            for child in draft.outcomes
        ],
        "steps": [_step(value) for _child, value in steps_written(draft.steps)],
        "rules": [_rule(child, clicked) for child in draft.rules],
    }


def _statements(stream: Iterable[Any]) -> list[Json]:
    return [{"code": child.value["code"], "text": _text(child.value["text"])} for child in stream]


def _section(value: Mapping[str, Any], clicked: Clicked) -> Json:
    return {
        "code": value["code"],
        "title": _text(value["title"]),
        "items": [_item(child, clicked) for child in value["items"]],
    }


def _item(child: Any, clicked: Clicked) -> Json:
    value = child.value
    texts = {name: _text(value[name]) for name in ("wording", "why", "say", "do_not_say")}
    common = {
        "code": value["code"],
        "danger": bool(value["danger"]),
        "dimension": clicked.dimension(value["dimension"], ("item", value["code"])),
        "show_if": clicked.show_if(value["show_if"], value["code"]),
        **texts,
    }
    if child.block_type == "choice":
        options = [
            {"code": option["code"], "text": _text(option["text"]), **_says(option)}
            for option in value["options"]
        ]
        return {"kind": "choice", **common, "options": options}
    return {"kind": "sign", **common, **_says(value)}


def _says(value: Mapping[str, Any]) -> Json:
    """How much a sign or an option says."""
    return {"grade": value["grade"] or None, "weight": value["weight"] or "0"}


def _rule(child: Any, clicked: Clicked) -> Json:
    value = child.value
    return {
        "code": value["code"],
        "outcome": value["outcome"],
        "override": bool(value.get("override", False)),
        "reason": _text(value["reason"]),
        "when": _condition(child.block_type, value, clicked),
    }


def _condition(kind: str, value: Mapping[str, Any], clicked: Clicked) -> Json:
    """What a rule of this kind asks for, in the document's words."""
    place = ("rule", value["code"])
    if kind == "otherwise":
        settled = value["outcome"] == Outcome.NONE_NOW or value["outcome"] not in DEFAULTS
        return {"default": "settled" if settled else "open"}
    if kind == "any_of":
        return {"any": clicked.terms(value["items"], place)}
    if kind == "graded":
        patterns = [dict(pattern) for pattern in value["patterns"]]
        codes = clicked.dimensions(value["dimensions"], place)
        needed = {"dimensions": codes, "at_least": value["at_least"], "patterns": patterns}
        return {"graded": needed}
    if kind == "sum":
        return {"sum": {"of": clicked.items(value["items"], place), **_thresholds(value, clicked)}}
    return {"count": {"of": clicked.terms(value["items"], place), **_thresholds(value, clicked)}}


def _thresholds(value: Mapping[str, Any], clicked: Clicked) -> Json:
    """The threshold, and those of languages on offer that have another."""
    others = {
        entry["language"]: entry["at_least"]
        for entry in value["at_least_in"]
        if entry["language"] in clicked.languages
    }
    return {"at_least": value["at_least"], **({"at_least_in": others} if others else {})}


def _step(value: Mapping[str, Any]) -> Json:
    return {
        "outcomes": [code.value for code in Outcome if code in (value["outcomes"] or [])],
        "age_groups": sorted(value["age_groups"] or []),
        "areas": sorted(value["areas"] or []),
        "agencies": sorted(set(value["agencies"])),
        "text": _text(value["text"]),
        "body": _text(value["body"]),
        "contact": value["contact"] or "",
        "minutes": value["minutes"],
        "consent": value["consent"],
        "legal": _text(value["legal"]),
    }
