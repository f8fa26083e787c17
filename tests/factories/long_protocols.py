"""Long protocols by chance: forty items of five answers, with every kind of rule and with show-ifs."""

from datetime import date
from random import Random
from typing import Any

from tests.factories.random_protocols import GRADES, Json, choice, document_of, option, sign

DIMENSIONS = ["D0", "D1", "D2", "D3", "D4", "D5"]
WEIGHTS = ["0", "0.25", "0.5", "0.75", "1", "1.5", "2", "3"]
ILO = [{"strong": 1, "medium": 1, "weak": 2}, {"strong": 0, "medium": 2, "weak": 3}]
OUTCOMES = ["POSSIBLE", "STRONG", "URGENT"]


def long_document(chance: Random, size: int = 40) -> Json:
    """Signs and choices in six dimensions; two overrides, counts, two gradings and a sum in three bands."""
    items: list[Json] = []
    for number in range(size):
        items.append(_item(chance, number, size, items))
    when = [
        ("URGENT", {"any": _terms(chance, items, 3)}),
        ("STRONG", {"any": _terms(chance, items, 2)}),
        *((chance.choice(OUTCOMES), _count(chance, items, size)) for _number in range(3)),
        *((chance.choice(OUTCOMES), _graded(chance)) for _number in range(2)),
        *_bands(chance, items, size),
        ("POSSIBLE", {"count": {"of": _terms(chance, items, size), "at_least": max(2, size // 6)}}),
    ]
    rules = [
        {"code": f"R{number}", "outcome": outcome, "when": condition}
        for number, (outcome, condition) in enumerate(when)
    ]
    dimensions = [{"code": code, "title": _text(code)} for code in DIMENSIONS]
    return document_of(items, rules) | {"languages": ["en", "es"], "dimensions": dimensions}


def whole(document: Json) -> Json:
    """The same as a document that keeps the format, for the whole proof."""
    text = _text("Words")
    for item in document["sections"][0]["items"]:
        item |= {"wording": text, "why": text, "say": {}, "do_not_say": {}}
        for one in item.get("options", ()):
            one["text"] = text
    for rule in document["rules"]:
        rule |= {"override": False, "reason": text}
    outcomes = [*OUTCOMES, "NONE_NOW", "NOT_COMPLETED"]
    head = dict.fromkeys(("title", "summary", "audience", "brief"), text)
    step = {
        "outcomes": outcomes,
        "age_groups": ["adult", "child"],
        "areas": [],
        "agencies": [],
        "text": text,
        "body": text,
        "contact": "desk",
        "minutes": 30,
        "consent": "ask",
        "legal": {},
    }
    return document | head | {
        "format": "firstline-protocol-1",
        "slug": "long",
        "version": "1.0.0",
        "cadres": ["nurse"],
        "illustrative": True,
        "licence": "CC BY 4.0",
        "owner": "Tests",
        "permission": "own",
        "sources": ["Own words"],
        "effective_from": "2026-03-01",
        "review_due": "2027-03-01",
        "change_note": "New.",
        "age": {"wording": text, "why": text},
        "preconditions": [{"code": "P1", "text": text}],
        "stop_rules": [{"code": "S1", "text": text}],
        "sections": [{"code": "ALL", "title": text, "items": document["sections"][0]["items"]}],
        "outcomes": [{"code": code, "title": text, "text": text} for code in outcomes],
        "steps": [step],
    }  # fmt: skip


DAY = date(2026, 3, 2)


def _text(words: str) -> dict[str, str]:
    return {"en": words, "es": words}


def _item(chance: Random, number: int, size: int, before: list[Json]) -> Json:
    common: Json = {"dimension": DIMENSIONS[number * len(DIMENSIONS) // size]}
    if before and chance.random() < 0.15:
        common["show_if"] = {chance.choice(["any", "all"]): _terms(chance, before[-6:], 2)}
    if chance.random() < 0.4:
        grades = sorted(chance.choices(GRADES, k=5), key=GRADES.index)
        weights = sorted(chance.choices(WEIGHTS, k=5), key=float)
        rows = enumerate(zip(grades, weights, strict=True))
        return choice(f"C{number}", [option(f"o{n}", *row) for n, row in rows], **common)
    return sign(
        f"S{number}", grade=chance.choice(GRADES), weight=chance.choice(WEIGHTS[2:]), **common
    )


def _terms(chance: Random, items: list[Json], most: int) -> list[Any]:
    return [_term(chance, item) for item in chance.sample(items, min(most, len(items)))]


def _term(chance: Random, item: Json) -> Any:
    if item["kind"] == "sign":
        return item["code"]
    codes = [one["code"] for one in item["options"]]
    return {"item": item["code"], "options": codes[chance.randrange(1, len(codes)) :]}


def _count(chance: Random, items: list[Json], size: int) -> Json:
    terms = _terms(chance, items, chance.randint(size // 8 + 1, size // 2))
    return {"count": {"of": terms, "at_least": chance.randint(2, max(2, len(terms) // 2))}}


def _graded(chance: Random) -> Json:
    dimensions = chance.sample(DIMENSIONS, chance.randint(2, 6))
    return {"graded": {"dimensions": dimensions, "at_least": chance.randint(1, 2), "patterns": ILO}}


def _bands(chance: Random, items: list[Json], size: int) -> list[tuple[str, Json]]:
    """A sum with a band for each outcome, in Spanish from a little less."""
    chosen = items if chance.random() < 0.5 else chance.sample(items, size // 2)
    codes, band = [item["code"] for item in chosen], chance.choice([4, 6, 8])
    return [
        (
            outcome,
            {
                "sum": {
                    "of": codes,
                    "at_least": str(band * times),
                    "at_least_in": {"es": f"{band * times - 1}.5"},
                }
            },
        )
        for times, outcome in enumerate(OUTCOMES, start=1)
    ]
