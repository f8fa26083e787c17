"""What rules can reach, and whether they name what there is. Pure.

Every condition is monotone: it holds in the gravest world if it can hold at all, and in the mildest
settled one only if it always does. So two worlds settle what trying all answers would; what needs more than
two is in `protocols.proving`.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from protocols.problems import Problem, by_language
from protocols.proving.deciding import Reading
from protocols.rules import Document, graded_in, item_in, items_of, terms_in
from protocols.rules.demands import Demand


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


def unreachable(document: Document, readings: Sequence[Reading]) -> Iterator[Problem]:
    """Items that nothing shows, and rules that nothing or everything makes fire, in each language.

    Call it for documents whose rules name what there is.
    """
    for item in items_of(document):
        if item["code"] not in readings[0].at_worst:
            yield Problem("never_shown", "item", item["code"])
    found = ((reading.languages, list(_rules_of(document, reading))) for reading in readings)
    yield from by_language(found, document["languages"])


def _rules_of(document: Document, reading: Reading) -> Iterator[Problem]:
    when = {rule["code"]: rule["when"] for rule in document["rules"]}
    for rule in reading.rules:
        if not rule.demand.holds(reading.at_worst):
            detail = _comes_to(when[rule.code], rule.demand, reading)
            yield Problem("rule_out_of_reach", "rule", rule.code, detail)
        if rule.demand.holds(reading.at_best):
            yield Problem("rule_always_fires", "rule", rule.code)


def _comes_to(when: Mapping[str, Any], demand: Demand, reading: Reading) -> str:
    """How much the gravest answers come to, of how much: "3 / 4"."""
    if len(demand.parts) > 1 or "graded" in when:
        reached = sum(part.reached(part.total(reading.at_worst)) for part in demand.parts)
        return f"{reached} / {demand.at_least}"
    ((total,), ((needed,),)) = demand.parts[0].total(reading.at_worst), demand.parts[0].patterns
    if "sum" in when:
        return f"{Decimal(total) / 100} / {Decimal(needed) / 100}"
    return f"{total} / {needed}"
