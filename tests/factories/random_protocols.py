"""Small protocols and answers by chance: every kind of item, condition and show-if."""

from random import Random
from typing import Any

from protocols.rules import OPEN_ANSWERS, RAISING, Answer

Json = dict[str, Any]
GRADES = [None, "weak", "medium", "strong"]
# Some of them are names that every JavaScript object has.
CODES = ["A1", "B2", "C3", "constructor", "toString", "F6", "G7", "H8", "I9"]
WEIGHTS = ["0", "0.1", "0.2", "0.3", "0.5", "1", "1.25", "2", "3.5"]
MODES = ["observe", "ask", "integrate"]
DEFAULT_RULES = [
    {"code": "N", "outcome": "NONE_NOW", "when": {"default": "settled"}},
    {"code": "O", "outcome": "NOT_COMPLETED", "when": {"default": "open"}},
]


def sign(code: str, **changes: Any) -> Json:
    item: Json = {"code": code, "kind": "sign", "dimension": "", "show_if": None, "danger": True}
    item["wording"] = {"en": f"Is it {code}?"}
    return item | {"grade": None, "weight": "0"} | changes


def choice(code: str, options: list[Json], **changes: Any) -> Json:
    item: Json = {"code": code, "kind": "choice", "dimension": "", "show_if": None, "danger": True}
    item["wording"] = {"en": f"How is {code}?"}
    return item | {"options": options} | changes


def option(code: str, grade: str | None = None, weight: str = "0") -> Json:
    return {"code": code, "text": {"en": code.title()}, "grade": grade, "weight": weight}


def document_of(items: list[Json], rules: list[Json], mode: str = "integrate") -> Json:
    """As much of a document as the engine reads."""
    return {"mode": mode, "sections": [{"items": items}], "rules": [*rules, *DEFAULT_RULES]}


def random_document(chance: Random, most_items: int = 7, most_rules: int = 5) -> Json:
    """A document that the proof may find dull, and that keeps the format's promises."""
    items: list[Json] = []
    for code in CODES[: chance.randint(1, most_items)]:
        items.append(_item(chance, code, items))
    rules = [_rule(chance, number, items) for number in range(chance.randint(1, most_rules))]
    document = document_of(items, rules, chance.choice(MODES))
    chance.shuffle(document["rules"])
    return document


def random_answers(chance: Random, document: Json, *, yes: int = 3, wrong: float = 0) -> Json:
    """Answers to most items; with `wrong`, so often one that is none."""
    answers: Json = {}
    for item in document["sections"][0]["items"]:
        if chance.random() < 0.85:
            answers[item["code"]] = chance.choice(taken_by(item, document["mode"], yes))
    if chance.random() < wrong:
        code = chance.choice([*(item["code"] for item in document["sections"][0]["items"]), "Z99"])
        answers[code] = chance.choice(["YES", "", 1, True, ["no"], "o0", "no", "not_observed"])
    return answers


def taken_by(item: Json, mode: str, yes: int = 1) -> list[str]:
    opens = list(map(str, OPEN_ANSWERS[: 2 if mode == "ask" else 3]))
    if item["kind"] == "choice":
        return [option["code"] for option in item["options"]] * yes + opens
    return [str(Answer.YES)] * yes + [str(Answer.NO)] * 2 + opens


def _item(chance: Random, code: str, earlier: list[Json]) -> Json:
    common = {"dimension": chance.choice(["", "d1", "d2", "d3"])}
    if earlier and chance.random() < 0.4:
        common["show_if"] = {chance.choice(["any", "all"]): _terms(chance, earlier, 2)}
    if chance.random() < 0.35:
        number = chance.randint(2, 4)
        grades = sorted(chance.choices(GRADES, k=number), key=GRADES.index)
        weights = sorted(chance.choices(WEIGHTS, k=number), key=float)
        rows = enumerate(zip(grades, weights, strict=True))
        return choice(code, [option(f"o{n}", *row) for n, row in rows], **common)
    return sign(code, grade=chance.choice(GRADES), weight=chance.choice(WEIGHTS), **common)


def _terms(chance: Random, items: list[Json], most: int) -> list[Any]:
    chosen = chance.sample(items, chance.randint(1, min(most, len(items))))
    return [_term(chance, item) for item in chosen]


def _term(chance: Random, item: Json) -> Any:
    if item["kind"] == "sign":
        return item["code"]
    codes = [option["code"] for option in item["options"]]
    return {"item": item["code"], "options": codes[chance.randrange(len(codes)) :]}


def _rule(chance: Random, number: int, items: list[Json]) -> Json:
    kind = chance.choice(["any", "count", "count", "graded", "sum", "sum"])
    when = {"any": _any, "count": _count, "graded": _graded, "sum": _sum}[kind](chance, items)
    return {"code": f"R{number}", "outcome": str(chance.choice(RAISING)), "when": {kind: when}}


def _any(chance: Random, items: list[Json]) -> list[Any]:
    return _terms(chance, items, 2)


def _count(chance: Random, items: list[Json]) -> Json:
    terms = _terms(chance, items, len(items))
    needed = chance.randint(1, len(terms) + (chance.random() < 0.1))
    return {"of": terms, "at_least": needed, **_others(chance, chance.randint(1, 3))}


def _graded(chance: Random, items: list[Json]) -> Json:
    dimensions = chance.sample(["d1", "d2", "d3"], chance.randint(1, 3))
    patterns = [
        {"strong": chance.choice([0, 0, 1]), "medium": chance.randint(0, 2), "weak": weak}
        for weak in chance.choices([1, 2, 3], k=chance.randint(1, 2))
    ]
    needed = chance.randint(1, len(dimensions))
    return {"dimensions": dimensions, "at_least": needed, "patterns": patterns}


def _sum(chance: Random, items: list[Json]) -> Json:
    chosen = chance.sample(items, chance.randint(1, len(items)))
    needed = chance.choice(["0.3", "0.6", "1", "1.5", "2.25", "3", "4.7"])
    others = _others(chance, chance.choice(["0.4", "2"]))
    return {"of": [item["code"] for item in chosen], "at_least": needed, **others}


def _others(chance: Random, threshold: Any) -> Json:
    return {"at_least_in": {"es": threshold}} if chance.random() < 0.3 else {}
