"""Every line that a job aid prints, taken from a protocol's document. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation.formats.typesetting import printed_day
from protocols.phrases import phrases_on_paper
from protocols.rule_words import Marks, RuleWords, said
from protocols.rules import steps_for

Json = dict[str, Any]
# In which order they are answered; *ask* has nothing to observe.
ANSWERS = {
    "observe": ("yes", "no", "unknown", "not_observed"),
    "ask": ("yes", "no", "unknown", "declined"),
    "integrate": ("yes", "no", "unknown", "declined", "not_observed"),
}
AGE_GROUPS = ("child", "adult")


@dataclass(frozen=True)
class Number:
    """A contact as it stands in the book on the day of printing."""

    name: str
    phone: str
    hours: str
    verified_on: date | None
    is_stale: bool


@dataclass(frozen=True)
class Asked:
    """What sheet was asked for. `area` is a parish's code, or empty for what holds everywhere.

    `numbers` are the contacts by code, `agencies` the names of agencies by code.
    """

    language: str
    day: date
    address: str
    area: str = ""
    area_name: str = ""
    numbers: Mapping[str, Number] = field(default_factory=dict)
    agencies: Mapping[str, str] = field(default_factory=dict)


def facts_of(document: Mapping[str, Any], asked: Asked, words: Mapping[str, Any]) -> Json:
    """The whole sheet in the order in which it is used."""
    sheet = _Sheet(document, asked, words)
    return {
        "language": asked.language,
        "words": words,
        "title": sheet.say(document["title"]),
        "owner": document["owner"],
        "head": sheet.head(),
        "illustrative": words["illustrative"] if document["illustrative"] else "",
        "before": [sheet.say(entry["text"]) for entry in document["preconditions"]],
        "stop": [sheet.say(entry["text"]) for entry in document["stop_rules"]],
        "age": {name: sheet.say(text) for name, text in document["age"].items()},
        "bands": list(words["bands"].values()),
        "answers": sheet.answers(),
        "sections": [sheet.section(section) for section in document["sections"]],
        "outcomes": [sheet.outcome(outcome) for outcome in document["outcomes"]],
        "numbers_title": words["parish"].format(parish=asked.area_name)
        if asked.area_name
        else words["numbers"],
        "numbers": list(sheet.numbers()),
        "foot": f"{document['owner']}. {document['licence']}.",
        "address": asked.address.split("://")[-1],
        "qr_alt": words["qr_alt"].format(address=asked.address),
    }


class _Sheet:
    def __init__(self, document: Mapping[str, Any], asked: Asked, words: Mapping[str, Any]) -> None:
        self.document = document
        self.asked = asked
        self.words = words
        # Paper is short: it says "only if" in words of its own.
        phrases = {**phrases_on_paper(asked.language), "only_if": words["only_if"]}
        self.rules = RuleWords(document, phrases, asked.language)
        self.marks = Marks(document, phrases, asked.language)
        named = {code for step in document["steps"] for code in step["agencies"]}
        self.agencies: list[str | None] = [None, *sorted(named)]

    def say(self, text: Mapping[str, str]) -> str:
        return said(text, self.asked.language)

    def head(self) -> str:
        days = {"from": self.document["effective_from"], "due": self.document["review_due"]}
        printed = {
            name: printed_day(date.fromisoformat(day), self.words) for name, day in days.items()
        }
        day = printed_day(self.asked.day, self.words)
        return str(self.words["head"].format(version=self.document["version"], day=day, **printed))

    def answers(self) -> list[str]:
        """The words above the boxes of a sign."""
        mode = self.document["mode"]
        known = self.words["answers"]
        return [known.get(code) or known[mode][code] for code in ANSWERS[mode]]

    def section(self, section: Mapping[str, Any]) -> Json:
        items = [self._item(item) for item in section["items"]]
        return {"title": self.say(section["title"]), "items": items}

    def _item(self, item: Mapping[str, Any]) -> Json:
        say = self.say(item["say"])
        options = [
            {"text": self.say(option["text"]), "mark": self.marks.counts(option)}
            for option in item.get("options", ())
        ]
        opens = [{"text": word, "mark": ""} for word in self.answers()[2:]]
        return {
            "code": item["code"],
            "mark": "" if options else self.marks.counts(item),
            "wording": self.say(item["wording"]),
            "say": self.words["say"].format(words=say) if say else "",
            "only_if": self.rules.shown_if(item.get("show_if")),
            "options": [*options, *opens] if options else [],
        }

    def outcome(self, outcome: Mapping[str, Any]) -> Json:
        rules = [
            self.rules.rule(rule["when"])
            for rule in self.document["rules"]
            if rule["outcome"] == outcome["code"]
        ]
        return {
            "title": self.say(outcome["title"]),
            "when": self.words["when"].format(rules="; ".join(rules)) if rules else "",
            "steps": [self._step(step) for step in self._steps(outcome["code"])],
        }

    def _steps(self, outcome: str) -> Iterator[Mapping[str, Any]]:
        """The steps of both age groups and all agencies, each once, in the document's order."""
        chosen = [
            step
            for group in AGE_GROUPS
            for agency in self.agencies
            for step in steps_for(self.document, outcome, group, self.asked.area, agency)
        ]
        yield from (step for step in self.document["steps"] if step in chosen)

    def _step(self, step: Mapping[str, Any]) -> Json:
        groups: Sequence[str] = step["age_groups"]
        number = self.asked.numbers.get(step["contact"])
        agencies = [self.asked.agencies.get(code, code) for code in step["agencies"]]
        limits = [
            self.words["ages"][groups[0]] if len(groups) == 1 else "",
            self.words["for_agencies"].format(agencies=", ".join(agencies)) if agencies else "",
        ]
        after = [self._soon(step["minutes"]), self.words["consent"].get(step["consent"], "")]
        return {
            "who": ", ".join(filter(None, limits)),
            "text": self.say(step["text"]),
            "name": number.name if number else "",
            "phone": number.phone if number else "",
            "after": ", ".join(filter(None, after)),
        }

    def _soon(self, minutes: int | None) -> str:
        if minutes is None:
            return ""
        if minutes == 0:
            return str(self.words["at_once"])
        if minutes == 60:
            return str(self.words["one_hour"])
        if minutes % 60:
            return str(self.words["minutes"].format(n=minutes))
        return str(self.words["hours"].format(n=minutes // 60))

    def numbers(self) -> Iterator[Json]:
        """Each number of the steps on this sheet, once, with the day it was verified."""
        printed = [
            step for outcome in self.document["outcomes"] for step in self._steps(outcome["code"])
        ]
        for code in dict.fromkeys(step["contact"] for step in printed):
            if number := self.asked.numbers.get(code):
                yield {
                    "name": number.name,
                    "phone": number.phone,
                    "hours": number.hours,
                    "verified": self._verified(number),
                }

    def _verified(self, number: Number) -> str:
        if number.verified_on is None:
            return str(self.words["unverified"])
        name = "stale" if number.is_stale else "verified"
        return str(self.words[name].format(day=printed_day(number.verified_on, self.words)))
