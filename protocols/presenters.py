"""What the pages of a protocol say. No queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from protocols.blocks import AGE_GROUP_NAMES, CONSENT_NAMES
from protocols.languages import LANGUAGE_NAMES
from protocols.models import ContactEntry
from protocols.phrases import phrases
from protocols.proof import is_stale
from protocols.reading import language_of, reading_language
from protocols.rule_words import Marks, RuleWords, rule_words
from protocols.rules import AgeGroup, Document, Outcome, Result, items_of, steps_for
from protocols.wording import minutes_words, verified_words

Entries = Mapping[str, ContactEntry]
# Of agencies, by their codes.
Names = Mapping[str, str]
NO_NAMES: Names = {}
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
    limits: str = ""


@dataclass(frozen=True)
class Where:
    """Where somebody serves: a parish's and an agency's code, empty where not known."""

    area: str = ""
    agency: str = ""


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


def step_line(
    step: Mapping[str, Any], entries: Entries, day: date, agencies: Names = NO_NAMES
) -> StepLine:
    """One step with its contact as the ContactBook has it on `day`, and for whom alone it is."""
    entry = entries.get(step["contact"])
    groups = step["age_groups"]
    ages = [str(AGE_GROUP_NAMES[AgeGroup(groups[0])])] if len(groups) == 1 else []
    return StepLine(
        text=say(step["text"]),
        body=say(step["body"]),
        soon=minutes_words(step["minutes"]),
        consent="" if step["consent"] == "not_needed" else str(CONSENT_NAMES[step["consent"]]),
        legal=say(step["legal"]),
        contact=contact_line(entry, day) if entry else None,
        limits=", ".join([*ages, *(agencies.get(code, code) for code in step["agencies"])]),
    )


def result_page(
    document: Document, result: Result, where: Where, entries: Entries, day: date
) -> dict[str, Any]:
    """Outcome, the rules that fired in words, open items, and the steps for parish and agency."""
    told = {outcome["code"]: outcome for outcome in document["outcomes"]}[result.outcome]
    rules = {rule["code"]: rule for rule in document["rules"]}
    wording = {item["code"]: say(item["wording"]) for item in items_of(document)}
    return {
        "title": say(told["title"]),
        "text": say(told["text"]),
        "tone": TONES[result.outcome],
        "age_group": AGE_GROUP_NAMES[result.age_group],
        "reasons": [_fired(document, rules[code]) for code in result.fired],
        "open_items": [wording[code] for code in result.open_items],
        "steps": [
            step_line(step, entries, day)
            for step in steps_for(
                document, result.outcome, result.age_group, where.area, where.agency
            )
        ],
    }


def _fired(document: Document, rule: Mapping[str, Any]) -> dict[str, str]:
    """Why, in the specialists' words; and for grades, counts and sums the rule itself."""
    told = {"graded", "sum", "count"} & set(rule["when"])
    words = rule_words(document, rule, language_of(document)) if told else ""
    return {"reason": say(rule["reason"]), "rule": words[:1].upper() + words[1:]}


def stopped_page(
    document: Document, age_group: AgeGroup, where: Where, entries: Entries, day: date
) -> dict[str, Any]:
    """What to do at once when somebody stops: the steps for the most urgent outcome."""
    steps = steps_for(document, Outcome.URGENT, age_group, where.area, where.agency)
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
        "steps": [
            step_line(step, entries, day)
            for step in urgent
            if not step["areas"] and not step["agencies"]
        ],
    }


def sheet_page(
    document: Document, entries: Entries, day: date, agencies: Names = NO_NAMES
) -> dict[str, Any]:
    """Everything on the printable sheet, in the order in which it is used, with what holds everywhere."""
    steps = [step for step in document["steps"] if not step["areas"]]
    contacts = dict.fromkeys(step["contact"] for step in steps)
    outcomes = [
        {
            "name": say(outcome["title"]),
            "rules": _rules_to(document, outcome["code"]),
            "steps": [
                step_line(step, entries, day, agencies)
                for step in steps
                if outcome["code"] in step["outcomes"]
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
                "items": [sheet_item(document, item) for item in section["items"]],
            }
            for section in document["sections"]
        ],
        "outcomes": outcomes,
        "grouped": _same_steps(outcomes),
        "contacts": [contact_line(entries[code], day) for code in contacts if code in entries],
    }


def _rules_to(document: Document, outcome: str) -> list[str]:
    language = language_of(document)
    return [
        rule_words(document, rule, language)
        for rule in document["rules"]
        if rule["outcome"] == outcome
    ]


def sheet_item(document: Document, item: Mapping[str, Any]) -> dict[str, Any]:
    """An item on paper: when to answer it, what there is to choose, and what it counts."""
    language = language_of(document)
    words = phrases(language)
    marks = Marks(document, words, language)
    counts = marks.counts(item)
    return {
        **item_line(item),
        "only_if": RuleWords(document, words, language).shown_if(item["show_if"]),
        "options": [
            (say(option["text"]), marks.counts(option)) for option in item.get("options", ())
        ],
        "counts": ": ".join(filter(None, [marks.part(item), counts])),
    }


def _same_steps(outcomes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Outcomes that follow each other and lead to the same steps, together: paper is short."""
    groups: list[dict[str, Any]] = []
    for outcome in outcomes:
        if groups and groups[-1]["steps"] == outcome["steps"]:
            groups[-1]["outcomes"].append(outcome)
        else:
            groups.append({"outcomes": [outcome], "steps": outcome["steps"]})
    return groups


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
    now = language_of(document)
    names = [(code, str(LANGUAGE_NAMES.get(code, code)), code == now) for code in codes]
    return names if len(codes) > 1 else []


def item_line(item: Mapping[str, Any]) -> dict[str, str]:
    """A sign with its guidance."""
    texts = {name: say(item[name]) for name in ("wording", "why", "say", "do_not_say")}
    return {"code": item["code"], **texts}
