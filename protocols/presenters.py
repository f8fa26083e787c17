"""What the pages of a protocol say. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from protocols.blocks import AGE_GROUP_NAMES, CONSENT_NAMES
from protocols.comparing import Change
from protocols.identity import Finding
from protocols.languages import ENGLISH, LANGUAGE_NAMES
from protocols.models import ContactEntry, WordingWaiver
from protocols.places import Places, place_of
from protocols.proof import Problem, is_stale
from protocols.reading import reading_language
from protocols.rules import (
    AgeGroup,
    Document,
    Outcome,
    Result,
    items_in,
    items_of,
    steps_for,
)
from protocols.texts import completeness
from protocols.wording import (
    CHANGED_FIELDS,
    IDENTITY_WORDS,
    STEP_WORDS,
    minutes_words,
    place_words,
    problem_place,
    problem_text,
    verified_words,
)

Entries = Mapping[str, ContactEntry]
TONES = {
    Outcome.URGENT: "bad",
    Outcome.STRONG: "due",
    Outcome.POSSIBLE: "due",
    Outcome.NONE_NOW: "info",
    Outcome.NOT_COMPLETED: "due",
}


@dataclass(frozen=True)
class ContactLine:
    """A contact as a page shows it."""

    name: str
    phone: str
    dial: str
    hours: str
    note: str
    source: str
    verified: str
    is_stale: bool


@dataclass(frozen=True)
class StepLine:
    """A step of the pathway as a page shows it."""

    text: str
    body: str
    soon: str
    consent: str
    legal: str
    contact: ContactLine | None
    ages: str = ""


def say(text: Mapping[str, str]) -> str:
    """A text in the language that is read, or in English where there is none."""
    return text.get(reading_language()) or text.get("en", "")


def contact_line(entry: ContactEntry, day: date) -> ContactLine:
    """A number with where it was read and when it was verified."""
    stale = is_stale(entry.verified_on, day)
    return ContactLine(
        name=entry.contact.name,
        phone=entry.phone,
        dial="".join(character for character in entry.phone if character in "+0123456789"),
        hours=entry.hours,
        note=entry.note,
        source=entry.source,
        verified=verified_words(entry.verified_on, stale),
        is_stale=stale,
    )


def step_line(step: Mapping[str, Any], entries: Entries, day: date) -> StepLine:
    """One step with its contact as the ContactBook has it on `day`."""
    entry = entries.get(step["contact"])
    groups = step["age_groups"]
    return StepLine(
        text=say(step["text"]),
        body=say(step["body"]),
        soon=minutes_words(step["minutes"]),
        consent="" if step["consent"] == "not_needed" else str(CONSENT_NAMES[step["consent"]]),
        legal=say(step["legal"]),
        contact=contact_line(entry, day) if entry else None,
        ages=str(AGE_GROUP_NAMES[AgeGroup(groups[0])]) if len(groups) == 1 else "",
    )


def result_page(
    document: Document, result: Result, area: str, entries: Entries, day: date
) -> dict[str, Any]:
    """Outcome, the rules that fired in words, open items, and the steps for the parish."""
    told = {outcome["code"]: outcome for outcome in document["outcomes"]}[result.outcome]
    rules = {rule["code"]: rule for rule in document["rules"]}
    wording = {item["code"]: say(item["wording"]) for item in items_of(document)}
    return {
        "title": say(told["title"]),
        "text": say(told["text"]),
        "tone": TONES[result.outcome],
        "age_group": AGE_GROUP_NAMES[result.age_group],
        "reasons": [say(rules[code]["reason"]) for code in result.fired],
        "open_items": [wording[code] for code in result.open_items],
        "steps": [
            step_line(step, entries, day)
            for step in steps_for(document, result.outcome, result.age_group, area)
        ],
    }


def stopped_page(
    document: Document, age_group: AgeGroup, area: str, entries: Entries, day: date
) -> dict[str, Any]:
    """What to do at once when somebody stops: the steps for the most urgent outcome."""
    steps = steps_for(document, Outcome.URGENT, age_group, area)
    return {
        "age_group": AGE_GROUP_NAMES[age_group],
        "steps": [step_line(step, entries, day) for step in steps],
        "rules": [say(rule["text"]) for rule in document["stop_rules"]],
    }


def suspended_page(
    document: Document, entries: Entries, emergency: Iterable[ContactEntry], day: date
) -> dict[str, Any]:
    """The emergency numbers; the protocol's own most urgent steps only where the book has none."""
    urgent = [step for step in document["steps"] if Outcome.URGENT in step["outcomes"]]
    return {
        "protocol": head(document),
        "contacts": [contact_line(entry, day) for entry in emergency],
        "steps": [step_line(step, entries, day) for step in urgent if not step["areas"]],
    }


def sheet_page(document: Document, entries: Entries, day: date) -> dict[str, Any]:
    """Everything on the printable sheet, in the order in which it is used."""
    groups = [
        {
            "name": say(outcome["title"]),
            "rules": [_rule_words(rule) for rule in _rules_of(document, outcome["code"])],
            "steps": [
                step_line(step, entries, day)
                for step in document["steps"]
                if outcome["code"] in step["outcomes"] and not step["areas"]
            ],
        }
        for outcome in document["outcomes"]
    ]
    return {
        **head(document),
        "preconditions": [say(entry["text"]) for entry in document["preconditions"]],
        "stop_rules": [say(entry["text"]) for entry in document["stop_rules"]],
        "age": {name: say(text) for name, text in document["age"].items()},
        "sections": [
            {
                "title": say(section["title"]),
                "items": [item_line(item) for item in section["items"]],
            }
            for section in document["sections"]
        ],
        "outcomes": groups,
        "contacts": [contact_line(entry, day) for entry in entries.values()],
    }


def head(document: Document) -> dict[str, Any]:
    """What a protocol is, who it is for and how far it may be trusted."""
    return {
        "slug": document["slug"],
        "languages": _languages(document),
        "title": say(document["title"]),
        "summary": say(document["summary"]),
        "audience": say(document["audience"]),
        "version": document["version"],
        "illustrative": document["illustrative"],
        "effective_from": date.fromisoformat(document["effective_from"]),
        "review_due": date.fromisoformat(document["review_due"]),
        "owner": document["owner"],
        "licence": document["licence"],
    }


def _languages(document: Document) -> list[tuple[str, str, bool]]:
    """(code, name, is read now) of each language, where there is a choice."""
    codes = document["languages"]
    now = reading_language() if reading_language() in codes else ENGLISH
    names = [(code, str(LANGUAGE_NAMES.get(code, code)), code == now) for code in codes]
    return names if len(codes) > 1 else []


def item_line(item: Mapping[str, Any]) -> dict[str, str]:
    """A sign with its guidance."""
    texts = {name: say(item[name]) for name in ("wording", "why", "say", "do_not_say")}
    return {"code": item["code"], **texts}


def _rules_of(document: Document, outcome: str) -> list[Mapping[str, Any]]:
    return [rule for rule in document["rules"] if rule["outcome"] == outcome]


def _rule_words(rule: Mapping[str, Any]) -> str:
    """A rule by its codes: "4 or more of A1, A2, B1"."""
    when, codes = rule["when"], ", ".join(items_in(rule["when"]))
    if "count" in when:
        words = _("%(count)d or more of %(codes)s")
        return words % {"count": when["count"]["at_least"], "codes": codes}
    if "any" in when:
        return (
            _("%(codes)s, by itself") % {"codes": codes}
            if len(when["any"]) == 1
            else _("any of %(codes)s") % {"codes": codes}
        )
    return (
        _("open signs could still change it") if when["default"] == "open" else _("none of these")
    )


def language_lines(document: Document) -> list[dict[str, Any]]:
    """Each language of the protocol, with how many of its texts are written."""
    return [
        {"name": LANGUAGE_NAMES.get(code, code), "written": written, "all": total}
        for code, (written, total) in completeness(document).items()
    ]


def finding_lines(
    findings: Iterable[Finding], waivers: Iterable[WordingWaiver]
) -> list[dict[str, Any]]:
    """Wording that seems to ask for identity, and the waiver of each, if there is one."""
    signed = {waiver.wording_key: waiver for waiver in waivers}
    return [
        {
            "key": finding.key,
            "place": place_words(finding.text.kind, finding.text.name),
            "language": LANGUAGE_NAMES.get(finding.language, finding.language),
            "asks_for": IDENTITY_WORDS[finding.asks_for],
            "wording": finding.text.words[finding.language],
            "words": finding.words,
            "waiver": signed.get(finding.key),
        }
        for finding in findings
    ]


def change_lines(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What differs between two versions, a line each, the gravest first."""
    return [
        {
            "place": place_words(change.kind, change.name),
            "field": CHANGED_FIELDS.get(change.field, change.field),
            "language": LANGUAGE_NAMES.get(change.language, change.language),
            "old": change.old,
            "new": change.new,
            "step": STEP_WORDS[change.step],
        }
        for change in changes
    ]


def placed_problems(problems: Iterable[Problem], places: Places) -> list[tuple[str, str, str]]:
    """(address in the editor, place, sentence) of each problem."""
    return [
        (place_of(problem, places), problem_place(problem), problem_text(problem))
        for problem in problems
    ]


def problem_lines(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """(place, sentence) of each problem."""
    return [(problem_place(problem), problem_text(problem)) for problem in problems]
