"""Rules and conditions put in words, on pages and on paper, in the protocol's language. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from protocols.phrases import phrases
from protocols.rules import Document, items_of, threshold_in

Words = Mapping[str, Any]
GRADES = ("strong", "medium", "weak")


def said(text: Mapping[str, str], language: str) -> str:
    """A text in `language`, in English where there is none, or an empty one."""
    return text.get(language) or text.get("en", "")


def rule_words(document: Document, rule: Mapping[str, Any], language: str) -> str:
    """When a rule fires: "4 or more of A1, A2, B1", with the threshold of `language`."""
    return RuleWords(document, phrases(language), language).rule(rule["when"])


class RuleWords:
    """Says the conditions of one document in one language.

    `words` are `protocols.phrases` or as many of one's own. Titles of dimensions and texts of options are
    said in that language.
    """

    def __init__(self, document: Document, words: Words, language: str) -> None:
        self.words = words
        self.language = language
        self.parts = {
            part["code"]: said(part["title"], language) for part in document["dimensions"]
        }
        self.options = {
            (item["code"], option["code"]): said(option["text"], language)
            for item in items_of(document)
            for option in item.get("options", ())
        }

    def rule(self, when: Mapping[str, Any]) -> str:
        """When a rule fires: "4 or more of A1, A2, B1"."""
        kind, value = next(iter(when.items()))
        templates = self.words["rules"]
        if kind == "any":
            name = "by_itself" if len(value) == 1 else "any"
            return str(templates[name].format(codes=self._terms(value)))
        if kind == "default":
            return str(templates[value])
        if kind == "graded":
            return self._graded(value)
        needed = threshold_in(when, self.language)
        return str(templates[kind].format(n=needed, codes=self._terms(value["of"])))

    def shown_if(self, condition: Mapping[str, Any] | None) -> str:
        """When an item is asked, or an empty text for always."""
        if condition is None:
            return ""
        kind, terms = next(iter(condition.items()))
        joined = self.words["or" if kind == "any" else "and"].join(map(self._asked, terms))
        return str(self.words["only_if"].format(condition=joined))

    def _asked(self, term: Any) -> str:
        return self._term(term)

    def _terms(self, terms: Sequence[Any]) -> str:
        return ", ".join(map(self._term, terms))

    def _term(self, term: Any) -> str:
        if isinstance(term, str):
            return self._named(term)
        texts = " / ".join(self.options[(term["item"], code)] for code in term["options"])
        return str(self.words["option_term"].format(code=self._named(term["item"]), options=texts))

    def _named(self, code: str) -> str:
        return code

    def _graded(self, value: Mapping[str, Any]) -> str:
        parts = ", ".join(self.parts[code] for code in value["dimensions"])
        patterns = self.words["or"].join(map(self._pattern, value["patterns"]))
        name = "graded_one" if len(value["dimensions"]) == 1 else "graded"
        template = self.words["rules"][name]
        return str(template.format(n=value["at_least"], parts=parts, patterns=patterns))

    def _pattern(self, pattern: Mapping[str, int]) -> str:
        asked = [
            self.words["pattern"][grade].format(n=pattern[grade])
            for grade in GRADES
            if pattern[grade]
        ]
        return " + ".join(asked)


class SpokenRuleWords(RuleWords):
    """The same for whoever does not see the codes: signs and questions by their wording."""

    def __init__(self, document: Document, language: str) -> None:
        super().__init__(document, phrases(language), language)
        self.wordings = {
            item["code"]: f"\u201c{said(item['wording'], language).rstrip('.')}\u201d"
            for item in items_of(document)
        }

    def _asked(self, term: Any) -> str:
        """Of a sign also the answer that is meant."""
        said_of = self._term(term)
        return str(self.words["yes"].format(code=said_of)) if isinstance(term, str) else said_of

    def _terms(self, terms: Sequence[Any]) -> str:
        return "; ".join(map(self._term, terms))

    def _named(self, code: str) -> str:
        return self.wordings[code]


class Marks:
    """What signs and options count on paper, where a rule counts it: "Coercion: strong", "+2.5"."""

    def __init__(self, document: Document, words: Words, language: str) -> None:
        kinds = {kind for rule in document["rules"] for kind in rule["when"]}
        self.graded, self.summed = "graded" in kinds, "sum" in kinds
        self.grades = words["grades"]
        self.titles = {
            part["code"]: said(part["title"], language) for part in document["dimensions"]
        }

    def part(self, item: Mapping[str, Any]) -> str:
        """The part of an item that is graded, or nothing."""
        return self.titles.get(item["dimension"], "") if self.graded else ""

    def counts(self, says: Mapping[str, Any]) -> str:
        """The grade and the points of a sign or an option."""
        grade = self.grades[says["grade"]] if self.graded and says.get("grade") else ""
        weighs = self.summed and Decimal(says.get("weight", "0")) > 0
        return ", ".join(filter(None, [grade, f"+{says['weight']}" if weighs else ""]))
