"""Rules and conditions put in words on pages, in the protocol's language. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from protocols.jobaids.rulewords import RuleWords, said
from protocols.phrases import phrases
from protocols.rules import Document, items_of


def rule_words(document: Document, rule: Mapping[str, Any], language: str) -> str:
    """When a rule fires: "4 or more of A1, A2, B1", with the threshold of `language`."""
    return RuleWords(document, phrases(language), language).rule(rule["when"])


class Marks:
    """What signs and options count on paper, where a rule counts it: "Coercion: strong", "+2.5"."""

    def __init__(self, document: Document, language: str) -> None:
        kinds = {kind for rule in document["rules"] for kind in rule["when"]}
        self.graded, self.summed = "graded" in kinds, "sum" in kinds
        self.grades = phrases(language)["grades"]
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


class SpokenRuleWords(RuleWords):
    """The same for whoever does not see the codes: signs and questions by their wording."""

    def __init__(self, document: Document, language: str) -> None:
        super().__init__(document, phrases(language), language)
        self.wordings = {
            item["code"]: f"\u201c{said(item['wording'], language).rstrip('.')}\u201d"
            for item in items_of(document)
        }

    def shown_if(self, condition: Mapping[str, Any] | None) -> str:
        """When an item is to be answered: signs with the answer that is meant."""
        if condition is None:
            return ""
        kind, terms = next(iter(condition.items()))
        joined = self.words["or" if kind == "any" else "and"].join(map(self._asked, terms))
        return str(self.words["only_if"].format(condition=joined))

    def _asked(self, term: Any) -> str:
        return (
            str(self.words["yes"].format(code=self._term(term)))
            if isinstance(term, str)
            else self._term(term)
        )

    def _terms(self, terms: Sequence[Any]) -> str:
        return "; ".join(map(self._term, terms))

    def _term(self, term: Any) -> str:
        if isinstance(term, str):
            return self.wordings[term]
        texts = [self.options[(term["item"], code)] for code in term["options"]]
        named = {"code": self.wordings[term["item"]], "options": " / ".join(texts)}
        return str(self.words["option_term"].format(**named))
