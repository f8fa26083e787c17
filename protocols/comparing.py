"""What differs between two documents of a protocol, item by item, and how great the step is. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from protocols.rules import Document, items_of
from protocols.texts import texts_of
from protocols.versions import parts

Part = Mapping[str, Any]
HEAD = ("mode", "cadres", "languages", "illustrative", "licence", "owner", "permission", "sources")


class Step(IntEnum):
    """How far a version moves: which of its three numbers has to rise."""

    NONE = 0
    WORDS = 1
    CONTENT = 2
    OUTCOME = 3


@dataclass(frozen=True)
class Change:
    """One difference: of what (`kind`, `name`), `field` and `language` of a text, before and after.

    An empty `old` is new, an empty `new` was removed. `step` is what it asks of the version's number.
    """

    kind: str
    name: str
    field: str
    old: str
    new: str
    step: Step
    language: str = ""


def compare(old: Document, new: Document) -> list[Change]:
    """Every difference, those first that can change an outcome. Dates and numbers are left out."""
    changes = [
        *_rules(old, new),
        *_items(old, new),
        *_steps(old, new),
        *_presence(old, new),
        *_head(old, new),
        *_texts(old, new),
    ]
    return sorted(changes, key=lambda change: -change.step)


def step_of(changes: list[Change]) -> Step:
    """The greatest step among them."""
    return max((change.step for change in changes), default=Step.NONE)


def smallest_version(version: str, step: Step) -> str:
    """The lowest version that may follow `version`: 2.0.0, 1.3.0 or 1.2.4 after 1.2.3."""
    first, second, third = parts(version)
    if step is Step.OUTCOME:
        return f"{first + 1}.0.0"
    if step is Step.CONTENT:
        return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}"


def _rules(old: Document, new: Document) -> Iterator[Change]:
    """Rules decide: whatever they look at or lead to can give another outcome."""
    before = {rule["code"]: _rule(rule) for rule in old["rules"]}
    after = {rule["code"]: _rule(rule) for rule in new["rules"]}
    yield from _differences("rule", "when", before, after, Step.OUTCOME)


def _rule(rule: Part) -> str:
    ((kind, value),) = rule["when"].items()
    if kind == "default":
        condition = str(value)
    elif kind == "any":
        condition = "1: " + _terms(value)
    elif kind == "graded":
        patterns = "; ".join(
            "/".join(str(pattern[grade]) for grade in ("strong", "medium", "weak"))
            for pattern in value["patterns"]
        )
        condition = f"{value['at_least']}: {', '.join(sorted(value['dimensions']))} ({patterns})"
    else:
        others = [f"{name} {least}" for name, least in value.get("at_least_in", {}).items()]
        least = ", ".join([str(value["at_least"]), *sorted(others)])
        condition = f"{'+ ' if kind == 'sum' else ''}{least}: {_terms(value['of'])}"
    return f"{condition} = {rule['outcome']}"


def _terms(terms: Iterable[Any]) -> str:
    """Signs, and options as "B1 (often / always)", in an order of their own."""
    return ", ".join(
        sorted(
            term if isinstance(term, str) else f"{term['item']} ({' / '.join(term['options'])})"
            for term in terms
        )
    )


def _shown_if(item: Part) -> str:
    """ "any: A1, B1 (often)", empty for what is always shown."""
    return "; ".join(f"{kind}: {_terms(terms)}" for kind, terms in (item["show_if"] or {}).items())


def _option_weights(item: Part) -> str:
    """ "never: 0; often: strong, 2" in the order in which they stand."""
    return "; ".join(
        f"{option['code']}: {', '.join(filter(None, [option['grade'], option['weight']]))}"
        for option in item.get("options", ())
    )


# What of an item can change an outcome, and how it is told.
DECIDING: Mapping[str, Callable[[Part], str]] = {
    "danger": lambda item: str(item["danger"]).lower() if "danger" in item else "",
    "dimension": lambda item: item["dimension"],
    "grade": lambda item: item.get("grade") or "",
    "weight": lambda item: item.get("weight", ""),
    "options": _option_weights,
    "show_if": _shown_if,
}


def _items(old: Document, new: Document) -> Iterator[Change]:
    """An item that goes takes its sign along; a new one alone changes no outcome, its rule does."""
    before = {item["code"]: item for item in items_of(old)}
    after = {item["code"]: item for item in items_of(new)}
    for code, item in before.items():
        if code not in after:
            yield Change("item", code, "wording", item["wording"]["en"], "", Step.OUTCOME)
            continue
        for field, read in DECIDING.items():
            if (was := read(item)) != (now := read(after[code])):
                yield Change("item", code, field, was, now, Step.OUTCOME)
    for code in after:
        if code not in before:
            words = after[code]["wording"]["en"]
            yield Change("item", code, "wording", "", words, Step.CONTENT)


def _steps(old: Document, new: Document) -> Iterator[Change]:
    """Steps have no code: they are compared by their place."""
    before = {str(place): _step(step) for place, step in enumerate(old["steps"], start=1)}
    after = {str(place): _step(step) for place, step in enumerate(new["steps"], start=1)}
    yield from _differences("step", "pathway", before, after, Step.CONTENT)


def _step(step: Part) -> str:
    minutes = "" if step["minutes"] is None else str(step["minutes"])
    told = [
        *(", ".join(step[field]) for field in ("outcomes", "age_groups", "areas", "agencies")),
        step["contact"],
        minutes,
        step["consent"],
    ]
    return "; ".join(filter(None, told))


def _presence(old: Document, new: Document) -> Iterator[Change]:
    """Preconditions, stop rules, sections and outcomes that came or went."""
    parts_of = {
        "precondition": ("preconditions", "text"),
        "stop_rule": ("stop_rules", "text"),
        "section": ("sections", "title"),
        "outcome": ("outcomes", "title"),
    }
    for kind, (part, field) in parts_of.items():
        before = {entry["code"]: entry[field]["en"] for entry in old[part]}
        after = {entry["code"]: entry[field]["en"] for entry in new[part]}
        for code in {**before, **after}:
            if (code in before) != (code in after):
                was, now = before.get(code, ""), after.get(code, "")
                yield Change(kind, code, field, was, now, Step.CONTENT)


def _head(old: Document, new: Document) -> Iterator[Change]:
    before = {field: _plain(old[field]) for field in HEAD}
    after = {field: _plain(new[field]) for field in HEAD}
    for field in HEAD:
        if before[field] != after[field]:
            step = Step.CONTENT if field in ("mode", "cadres", "languages") else Step.WORDS
            yield Change("field", field, field, before[field], after[field], step)


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _texts(old: Document, new: Document) -> Iterator[Change]:
    """Words of what stands in both."""
    before = {(text.kind, text.name, text.field): text.words for text in texts_of(old)}
    for text in texts_of(new):
        if (was := before.get((text.kind, text.name, text.field))) is None:
            continue
        for language in sorted({*was, *text.words}):
            one, other = was.get(language, ""), text.words.get(language, "")
            if one != other:
                yield Change(text.kind, text.name, text.field, one, other, Step.WORDS, language)


def _differences(
    kind: str, field: str, before: Mapping[str, str], after: Mapping[str, str], step: Step
) -> Iterator[Change]:
    for name in {**before, **after}:
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield Change(kind, name, field, was, now, step)
