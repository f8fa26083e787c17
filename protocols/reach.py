"""What rules can reach, and whether they name what there is. Pure.

Every condition is monotone: it holds in the gravest world if it can hold at all, and in the mildest
settled one only if it always does. So two worlds settle what trying all answers would.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from protocols.problems import Problem
from protocols.rules import Document, Truth, graded_in, holds, item_in, items_of, terms_in


def misnamed(document: Document) -> Iterator[Problem]:
    """Terms and dimensions that a rule or a show-if names and that do not fit the items."""
    items = {item["code"]: item for item in items_of(document)}
    dimensions = {dimension["code"] for dimension in document["dimensions"]}
    for item in items.values():
        if item["dimension"] and item["dimension"] not in dimensions:
            yield Problem("dimension_unknown", "item", item["code"], item["dimension"])
        for term in terms_in(item["show_if"]):
            yield from _term("item", item["code"], term, items)
    for rule in document["rules"]:
        for term in terms_in(rule["when"]):
            yield from _term("rule", rule["code"], term, items)
        for dimension in graded_in(rule["when"]):
            if dimension not in dimensions:
                yield Problem("dimension_unknown", "rule", rule["code"], dimension)


def _term(kind: str, name: str, term: Any, items: Mapping[str, Any]) -> Iterator[Problem]:
    """A sign is named by its code; of a choice the options, and with one all that are graver."""
    code = item_in(term)
    if (item := items.get(code)) is None:
        return
    if isinstance(term, str) or item["kind"] != "choice":
        if isinstance(term, str) == (item["kind"] == "choice"):
            yield Problem("term_of_other_kind", kind, name, code)
        return
    options = [option["code"] for option in item["options"]]
    named = set(term["options"])
    for option in sorted(named - set(options)):
        yield Problem("option_unknown", kind, name, f"{code}: {option}")
    from_here = min((options.index(option) for option in named & set(options)), default=0)
    for option in options[from_here:]:
        if option not in named:
            yield Problem("graver_option_left_out", kind, name, f"{code}: {option}")


def unreachable(document: Document) -> Iterator[Problem]:
    """Items that nothing shows, and rules that nothing or everything makes fire, in each language.

    Call it for documents whose rules name what there is.
    """
    gravest, mildest = _answers(document, -1, "yes"), _answers(document, 0, "no")
    for item in items_of(document):
        if item["show_if"] is not None and not _shown(document, item["show_if"], gravest):
            yield Problem("never_shown", "item", item["code"], "")
    for rule in document["rules"]:
        if "default" in rule["when"]:
            continue
        for language in document["languages"]:
            if holds(document, rule["when"], gravest, language) is not Truth.YES:
                yield Problem("rule_out_of_reach", "rule", rule["code"], language)
            if holds(document, rule["when"], mildest, language) is Truth.YES:
                yield Problem("rule_always_fires", "rule", rule["code"], language)


def _answers(document: Document, place: int, sign: str) -> dict[str, str]:
    """Every sign answered `sign`, and the option at `place` chosen of every choice."""
    return {
        item["code"]: item["options"][place]["code"] if item["kind"] == "choice" else sign
        for item in items_of(document)
    }


def _shown(document: Document, show_if: Mapping[str, Any], answers: Mapping[str, str]) -> bool:
    terms = [holds(document, {"any": [term]}, answers) is Truth.YES for term in terms_in(show_if)]
    return any(terms) if "any" in show_if else all(terms)
