"""What must be shown of a protocol before it may be in force. Pure.

What rules can and cannot bring about is proved in `protocols.proving`, on their features (which signs, how many
of them, what they add up to) and never by trying all answers, so it stays quick for long protocols.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from protocols.documents import schema_errors
from protocols.identity import asks_for_identity
from protocols.ordering import out_of_order
from protocols.problems import Problem
from protocols.proving import unproved
from protocols.reach import misnamed
from protocols.rules import (
    DEFAULTS,
    RAISING,
    AgeGroup,
    Document,
    Outcome,
    graded_in,
    items_in,
    items_of,
)
from protocols.texts import languages_missing, texts_of

STALE_AFTER = timedelta(days=180)
DEFAULT_NAMES = {Outcome.NONE_NOW: "settled", Outcome.NOT_COMPLETED: "open"}


ContactDays = Mapping[str, date | None]


@dataclass(frozen=True)
class Known:
    """What stands outside the document, and the proof has to know.

    `contacts` are the codes of the ContactBook with the day each was last verified, `areas` the codes
    of the parishes, `cadres` those of the cadres, `waived` the keys of wording that somebody else looked at and let pass.
    """

    contacts: ContactDays
    areas: frozenset[str]
    cadres: frozenset[str]
    waived: frozenset[str] = frozenset()


def prove(document: Document, known: Known, day: date) -> list[Problem]:
    """Everything that is wrong with a document on `day`; nothing means that it may be frozen.

    Where the document breaks the schema nothing else is looked at, because the other proofs rely on
    it.
    """
    broken = list(_schema_kept(document))
    if broken:
        return broken
    names = [*_codes_once(document), *_rules_sound(document), *misnamed(document)]
    order = list(out_of_order(document))
    unused = list(_nothing_unused(document))
    return [
        *names,
        *order,
        *unproved(document, [*names, *order], unused),
        *_every_path_has_a_rule(document),
        *unused,
        *_dates_in_order(document),
        *_cadres_known(document, known.cadres),
        *_languages_complete(document),
        *_identity_not_asked(document, known.waived),
        *_steps_sound(document, known.contacts, known.areas),
        *_contact_for_every_outcome(document, known.contacts, day),
    ]


def stale_contacts(document: Document, contacts: ContactDays, day: date) -> list[str]:
    """Contacts of the document not verified in the 180 days before `day`.

    A warning: what stops freezing is an outcome that no verified contact is left for.
    """
    codes = dict.fromkeys(step["contact"] for step in document["steps"] if step["contact"])
    return [code for code in codes if is_stale(contacts.get(code), day)]


def is_stale(verified_on: date | None, day: date) -> bool:
    """True for a number that nobody verified in the 180 days before `day`."""
    return verified_on is None or day - verified_on > STALE_AFTER


def _schema_kept(document: Document) -> Iterator[Problem]:
    for error in schema_errors(document):
        if error.place == "/permission":
            yield Problem("permission_open", "field", "permission")
        elif error.missing:
            yield Problem("missing", "document", error.place)
        else:
            yield Problem("schema", "document", error.place, error.message)


def _codes_once(document: Document) -> Iterator[Problem]:
    groups = {
        "section": [section["code"] for section in document["sections"]],
        "item": [item["code"] for item in items_of(document)],
        "rule": [rule["code"] for rule in document["rules"]],
        "outcome": [outcome["code"] for outcome in document["outcomes"]],
        "precondition": [entry["code"] for entry in document["preconditions"]],
        "stop_rule": [entry["code"] for entry in document["stop_rules"]],
    }
    for kind, codes in groups.items():
        for code, times in Counter(codes).items():
            if times > 1:
                yield Problem("code_twice", kind, code)


def _rules_sound(document: Document) -> Iterator[Problem]:
    """Rules speak of danger signs that exist, and give an outcome that fits."""
    danger = {item["code"]: item["danger"] for item in items_of(document)}
    for rule in document["rules"]:
        name, codes = rule["code"], items_in(rule["when"])
        is_default = "default" in rule["when"]
        for code in codes:
            if code not in danger:
                yield Problem("rule_unknown_item", "rule", name, code)
            elif not danger[code]:
                yield Problem("rule_not_danger", "rule", name, code)
        if is_default != (Outcome(rule["outcome"]) in DEFAULTS):
            yield Problem("rule_wrong_outcome", "rule", name, rule["outcome"])


def _every_path_has_a_rule(document: Document) -> Iterator[Problem]:
    """When no rule fires, either an open item could change that or none could: both need a rule.

    With one default for each, every set of answers has an outcome, whatever the other rules are.
    """
    for outcome, name in DEFAULT_NAMES.items():
        found = [rule for rule in document["rules"] if rule["when"].get("default") == name]
        if not found:
            yield Problem("no_rule_for_path", "outcome", outcome)
        for rule in found:
            if rule["outcome"] in DEFAULTS and rule["outcome"] != outcome:
                yield Problem("rule_wrong_outcome", "rule", rule["code"], rule["outcome"])
        for rule in found[1:]:
            yield Problem("default_twice", "rule", rule["code"], outcome)


def _nothing_unused(document: Document) -> Iterator[Problem]:
    """Each danger sign is in a rule, and outcomes and texts belong together."""
    used = {code for rule in document["rules"] for code in items_in(rule["when"])}
    graded = {code for rule in document["rules"] for code in graded_in(rule["when"])}
    used |= {item["code"] for item in items_of(document) if item["dimension"] in graded}
    for item in items_of(document):
        if item["danger"] and item["code"] not in used:
            yield Problem("item_without_rule", "item", item["code"])
    given = {rule["outcome"] for rule in document["rules"]}
    told = {outcome["code"] for outcome in document["outcomes"]}
    for code in sorted(given - told):
        yield Problem("outcome_without_text", "outcome", code)
    for code in sorted(told - given):
        yield Problem("outcome_without_rule", "outcome", code)
    if not given & set(RAISING):
        yield Problem("nothing_raises", "document")


def _dates_in_order(document: Document) -> Iterator[Problem]:
    if document["review_due"] <= document["effective_from"]:
        yield Problem("review_before_start", "field", "review_due")


def _cadres_known(document: Document, cadres: frozenset[str]) -> Iterator[Problem]:
    for cadre in document["cadres"]:
        if cadre not in cadres:
            yield Problem("cadre_unknown", "field", "cadres", cadre)


def _languages_complete(document: Document) -> Iterator[Problem]:
    """Half a protocol in another language would leave out what its reader most needs."""
    for text, language in languages_missing(document):
        yield Problem("language_missing", text.kind, text.name, field=text.field, language=language)
    for text in texts_of(document):
        for language in sorted(set(text.words) - set(document["languages"])):
            yield Problem(
                "language_extra", text.kind, text.name, field=text.field, language=language
            )


def _identity_not_asked(document: Document, waived: frozenset[str]) -> Iterator[Problem]:
    for finding in asks_for_identity(document):
        if finding.key not in waived:
            yield Problem(
                "asks_identity",
                finding.text.kind,
                finding.text.name,
                finding.words,
                finding.text.field,
                finding.language,
            )


def _steps_sound(
    document: Document, contacts: ContactDays, areas: frozenset[str]
) -> Iterator[Problem]:
    for number, step in enumerate(document["steps"], start=1):
        if step["contact"] and step["contact"] not in contacts:
            yield Problem("contact_unknown", "step", str(number), step["contact"])
        for area in step["areas"]:
            if area not in areas:
                yield Problem("area_unknown", "step", str(number), area)


def _contact_for_every_outcome(
    document: Document, contacts: ContactDays, day: date
) -> Iterator[Problem]:
    """For each outcome and age group, everywhere, a step leads to a contact verified lately.

    Published contact lists have named numbers that had stopped ringing; so a number that nobody
    verified in the last 180 days counts as none.
    """
    for outcome in document["outcomes"]:
        for group in AgeGroup:
            if not any(
                _reaches(step, outcome["code"], group, contacts, day) for step in document["steps"]
            ):
                yield Problem("no_verified_contact", "outcome", outcome["code"], group)


def _reaches(
    step: Mapping[str, Any], outcome: str, group: str, contacts: ContactDays, day: date
) -> bool:
    return bool(
        outcome in step["outcomes"]
        and group in step["age_groups"]
        and not step["areas"]
        and not step["agencies"]
        and not is_stale(contacts.get(step["contact"]), day)
    )
