"""A document's conditions as XPath, so that a form says what the engine says. Pure.

`Lower` takes every open answer for no: what is certain. `Upper` takes it for yes: what is still possible. A rule
fires where the lower formula holds, and is open where only the upper one does. Weights are counted in
hundredths, because forms count in binary fractions (0.7 + 0.1 is less than 0.8 there).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from protocols.rules import hundredths

Item = Mapping[str, Any]
GRADES = ("weak", "medium", "strong")
NEVER = "1 = 0"


def shown_if(condition: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """When a form shows an item: the terms that are certain."""
    kind, terms = next(iter(condition.items()))
    return (" or " if kind == "any" else " and ").join(
        chosen(term, names, alone=len(terms) == 1 or kind == "any") for term in terms
    )


def chosen(term: Any, names: Mapping[str, str], *, alone: bool = False) -> str:
    """A term as a form says it; several options in brackets unless they stand alone."""
    if isinstance(term, str):
        return _is(names[term], "yes")
    text = _one_of(names[term["item"]], term["options"])
    return text if alone or len(term["options"]) == 1 else f"({text})"


def _is(name: str, value: str) -> str:
    return f"${{{name}}} = '{value}'"


def _one_of(name: str, values: Iterable[str]) -> str:
    return " or ".join(_is(name, value) for value in values)


def _none_of(name: str, values: Iterable[str]) -> str:
    text = _one_of(name, values)
    return f"not({text})" if text else "1 = 1"


def _number(condition: str) -> str:
    return f"number({condition})"


class Lower:
    """What is certain."""

    def __init__(self, items: Mapping[str, Item], names: Mapping[str, str]) -> None:
        self.items = items
        self.names = names

    def term(self, term: Any) -> str:
        """That a sign is yes, or an option of these was chosen."""
        return chosen(term, self.names, alone=True)

    def when(self, when: Mapping[str, Any]) -> str:
        """That a rule's condition holds."""
        kind, value = next(iter(when.items()))
        if kind == "any":
            return " or ".join(map(self.term, value))
        if kind == "count":
            counted = " + ".join(_number(self.term(term)) for term in value["of"])
            return f"{counted} >= {value['at_least']}"
        if kind == "sum":
            return self._sum(value)
        held = " + ".join(_number(self._part(code, value)) for code in value["dimensions"])
        return f"{held} >= {value['at_least']}"

    def _sum(self, value: Mapping[str, Any]) -> str:
        weighed = [part for code in value["of"] for part in self.weights(self.items[code])]
        added = " + ".join(f"{_number(text)} * {points}" for text, points in weighed)
        return f"{added or '0'} >= {hundredths(value['at_least'])}"

    def weights(self, item: Item) -> list[tuple[str, int]]:
        """What an item gives, each with when it does."""
        name = self.names[item["code"]]
        rated = item.get("options", [{"code": "yes", "weight": item.get("weight", "0")}])
        parts = [(_is(name, one["code"]), hundredths(one["weight"])) for one in rated]
        return [part for part in parts if part[1]]

    def _part(self, dimension: str, value: Mapping[str, Any]) -> str:
        """That one dimension fulfils one of the patterns."""
        items = [item for item in self.items.values() if item["dimension"] == dimension]
        patterns = []
        for pattern in value["patterns"]:
            asked = [
                f"{self._graded(items, grade)} >= {pattern[grade]}"
                for grade in reversed(GRADES)
                if pattern[grade]
            ]
            patterns.append(" and ".join(asked) or "1 = 1")
        return " or ".join(f"({text})" for text in patterns)

    def _graded(self, items: Iterable[Item], least: str) -> str:
        """How many of the items are there with this grade or a stronger one."""
        texts = [text for item in items if (text := self.graded(item, least))]
        return f"({' + '.join(map(_number, texts))})" if texts else "0"

    def graded(self, item: Item, least: str) -> str:
        """That an item is there with this grade at least; empty if it never can."""
        enough = GRADES[GRADES.index(least) :]
        rated = item.get("options", [{"code": "yes", "grade": item.get("grade")}])
        return _one_of(
            self.names[item["code"]], [one["code"] for one in rated if one["grade"] in enough]
        )


class Upper(Lower):
    """What is still possible. `may` names the question that says whether an item may still show."""

    def __init__(
        self, items: Mapping[str, Item], names: Mapping[str, str], may: Mapping[str, str]
    ) -> None:
        super().__init__(items, names)
        self.may = may

    def term(self, term: Any) -> str:
        """That the term is not settled against."""
        if isinstance(term, str):
            return self._and_may(term, _none_of(self.names[term], ["no"]))
        code = term["item"]
        others = [
            option["code"]
            for option in self.items[code]["options"]
            if option["code"] not in term["options"]
        ]
        return self._and_may(code, _none_of(self.names[code], others))

    def shown(self, condition: Mapping[str, Any]) -> str:
        """That an item may still show."""
        kind, terms = next(iter(condition.items()))
        return (" or " if kind == "any" else " and ").join(f"({self.term(term)})" for term in terms)

    def _and_may(self, code: str, text: str) -> str:
        if code not in self.may:
            return text
        return f"{_is(self.may[code], 'yes')} and {text}"

    def weights(self, item: Item) -> list[tuple[str, int]]:
        """What an item gives or may give: an open one the most."""
        code = item["code"]
        name = self.names[code]
        if "options" not in item:
            points = hundredths(item["weight"])
            text = self._and_may(code, _none_of(name, ["no"]))
            return [(text, points)] if points else []
        settled = [
            (self._and_may(code, _is(name, one["code"])), hundredths(one["weight"]))
            for one in item["options"]
        ]
        codes = [one["code"] for one in item["options"]]
        most = max(hundredths(one["weight"]) for one in item["options"])
        parts = [*settled, (self._and_may(code, _none_of(name, codes)), most)]
        return [part for part in parts if part[1]]

    def graded(self, item: Item, least: str) -> str:
        """That an item may be there with this grade at least."""
        if not super().graded(item, least):
            return ""
        enough = GRADES[GRADES.index(least) :]
        rated = item.get("options", [{"code": "no", "grade": None}])
        short = [one["code"] for one in rated if one["grade"] not in enough]
        return self._and_may(item["code"], _none_of(self.names[item["code"]], short))
