"""A protocol's conditions in the words of a printed sheet, in its own language. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

Words = Mapping[str, Any]
Texts = Mapping[str, str]
GRADES = ("strong", "medium", "weak")


class RuleWords:
    """Says the conditions of one document in one language.

    `words` are the layout's own, `texts` the titles of dimensions and the texts of options by
    (item, option) in that language.
    """

    def __init__(self, document: Mapping[str, Any], words: Words, language: str) -> None:
        self.words = words
        self.language = language
        self.parts = {
            part["code"]: said(part["title"], language) for part in document.get("dimensions", ())
        }
        self.options = {
            (item["code"], option["code"]): said(option["text"], language)
            for section in document["sections"]
            for item in section["items"]
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
        needed = self._threshold(value)
        if kind == "graded":
            return self._graded(value, needed)
        return str(templates[kind].format(n=needed, codes=self._terms(value["of"])))

    def shown_if(self, condition: Mapping[str, Any] | None) -> str:
        """When an item is asked, or an empty text for always."""
        if condition is None:
            return ""
        kind, terms = next(iter(condition.items()))
        joined = self.words["or" if kind == "any" else "and"].join(map(self._term, terms))
        return str(self.words["only_if"].format(condition=joined))

    def _threshold(self, value: Mapping[str, Any]) -> Any:
        return value.get("at_least_in", {}).get(self.language, value["at_least"])

    def _terms(self, terms: Sequence[Any]) -> str:
        return ", ".join(map(self._term, terms))

    def _term(self, term: Any) -> str:
        if isinstance(term, str):
            return term
        texts = [self.options[(term["item"], code)] for code in term["options"]]
        return str(self.words["option_term"].format(code=term["item"], options=" / ".join(texts)))

    def _graded(self, value: Mapping[str, Any], needed: int) -> str:
        parts = ", ".join(self.parts[code] for code in value["dimensions"])
        patterns = self.words["or"].join(map(self._pattern, value["patterns"]))
        name = "graded_one" if len(value["dimensions"]) == 1 else "graded"
        template = self.words["rules"][name]
        return str(template.format(n=needed, parts=parts, patterns=patterns))

    def _pattern(self, pattern: Mapping[str, int]) -> str:
        asked = [
            self.words["pattern"][grade].format(n=pattern[grade])
            for grade in GRADES
            if pattern[grade]
        ]
        return " + ".join(asked)


def said(text: Texts, language: str) -> str:
    """A text in `language`, in English where there is none, or an empty one."""
    return text.get(language) or text.get("en", "")
