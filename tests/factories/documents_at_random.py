"""Random documents of protocols for property tests. They keep the format; they need not make sense."""

from typing import Any

from hypothesis import strategies as st

from protocols.rules import Outcome
from tests.factories.documents import ILO, every_feature

Json = dict[str, Any]
LANGUAGES = ("en", "es", "jam", "ht")
GRADES = (None, "weak", "medium", "strong")
CODES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,19}", fullmatch=True)
AWKWARD = (
    "=1+1",
    "${A1}",
    "instance('x')",
    "a\r\nb",
    "- x",
    "'quoted",
    "<b>&amp;</b>",
)
WORDS = st.one_of(st.text(min_size=1, max_size=40), st.sampled_from(AWKWARD))
LINES = st.text(min_size=1, max_size=60)
WEIGHTS = st.integers(0, 99_999).map(lambda number: f"{number / 100:g}" if number % 10 else "0")


@st.composite
def texts(draw: st.DrawFn, languages: list[str], *, maybe: bool = False) -> dict[str, str]:
    """A text in every language, or in some."""
    if maybe and draw(st.booleans()):
        return {}
    return {language: draw(WORDS) for language in languages}


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """A document."""
    languages = ["en", *draw(st.lists(st.sampled_from(LANGUAGES[1:]), unique=True))]
    items = draw(_items(languages))
    cut = draw(st.integers(1, len(items)))
    sections = [part for part in (items[:cut], items[cut:]) if part]
    codes = draw(st.lists(CODES, min_size=2, max_size=2, unique=True))
    head = {key: every_feature()[key] for key in ("format", "slug", "effective_from", "review_due")}
    lines = {key: draw(LINES) for key in ("licence", "owner", "change_note")}
    spoken = {key: draw(texts(languages)) for key in ("title", "summary", "audience", "brief")}
    return {
        **head,
        **lines,
        **spoken,
        "version": draw(st.sampled_from(["1.0.0", "10.2.33"])),
        "languages": languages,
        "mode": draw(st.sampled_from(["ask", "observe", "integrate"])),
        "cadres": ["nurse"],
        "illustrative": draw(st.booleans()),
        "permission": draw(st.sampled_from(["own", "granted", "public_domain"])),
        "sources": draw(st.lists(LINES, min_size=1, max_size=3)),
        "preconditions": [{"code": draw(CODES), "text": draw(texts(languages))}],
        "stop_rules": [{"code": draw(CODES), "text": draw(texts(languages))}],
        "age": {"wording": draw(texts(languages)), "why": draw(texts(languages))},
        "dimensions": [
            {"code": code, "title": draw(texts(languages))} for code in ("means", "end_")
        ],
        "sections": [
            {"code": code, "title": draw(texts(languages)), "items": part}
            for code, part in zip(codes, sections, strict=False)
        ],
        "rules": draw(_rules(languages, items)),
        "outcomes": [
            {"code": code.value, "title": draw(texts(languages)), "text": draw(texts(languages))}
            for code in Outcome
        ],
        "steps": draw(st.lists(_steps(languages), min_size=1, max_size=3)),
    }


@st.composite
def _items(draw: st.DrawFn, languages: list[str]) -> list[Json]:
    codes = draw(st.lists(CODES, min_size=1, max_size=6, unique=True))
    items: list[Json] = []
    for code in codes:
        item: Json = {
            "code": code,
            "kind": draw(st.sampled_from(["sign", "choice"])),
            "dimension": draw(st.sampled_from(["", "means", "end_"])),
            "show_if": draw(_show_if(items)) if items else None,
            "danger": draw(st.booleans()),
            "wording": draw(texts(languages)),
            "why": draw(texts(languages)),
            "say": draw(texts(languages, maybe=True)),
            "do_not_say": draw(texts(languages, maybe=True)),
        }
        if item["kind"] == "sign":
            item |= {"grade": draw(st.sampled_from(GRADES)), "weight": draw(WEIGHTS)}
        else:
            item["options"] = draw(_options(languages))
        items.append(item)
    return items


@st.composite
def _options(draw: st.DrawFn, languages: list[str]) -> list[Json]:
    open_words = {"yes", "no", "unknown", "declined", "not_observed"}
    names = CODES.filter(lambda code: code not in open_words)
    codes = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    drawn = [draw(st.sampled_from(GRADES)) for _code in codes]
    ranked = sorted(drawn, key=GRADES.index)
    weights = sorted((draw(WEIGHTS) for _code in codes), key=float)
    return [
        {"code": code, "text": draw(texts(languages)), "grade": grade, "weight": weight}
        for code, grade, weight in zip(codes, ranked, weights, strict=True)
    ]


@st.composite
def terms(draw: st.DrawFn, items: list[Json]) -> list[Any]:
    """One term of each of some items."""
    chosen = draw(st.lists(st.sampled_from(range(len(items))), min_size=1, unique=True))
    found: list[Any] = []
    for item in (items[place] for place in sorted(chosen)):
        if "options" not in item:
            found.append(item["code"])
            continue
        codes = [option["code"] for option in item["options"]]
        start = draw(st.integers(1, len(codes) - 1))
        found.append({"item": item["code"], "options": codes[start:]})
    return found


@st.composite
def _show_if(draw: st.DrawFn, earlier: list[Json]) -> Json | None:
    kind = draw(st.sampled_from(["any", "all", ""]))
    return {kind: draw(terms(earlier))} if kind else None


def _limits(draw: st.DrawFn, value: Any) -> Json:
    """A threshold, with another in Spanish or not."""
    return {"at_least": value, **({"at_least_in": {"es": value}} if draw(st.booleans()) else {})}


@st.composite
def _when(draw: st.DrawFn, items: list[Json]) -> Json:
    kind = draw(st.sampled_from(["any", "count", "graded", "sum"]))
    if kind == "any":
        return {"any": draw(terms(items))}
    if kind == "count":
        return {"count": {"of": draw(terms(items)), **_limits(draw, draw(st.integers(1, 3)))}}
    if kind == "graded":
        patterns = draw(st.sampled_from([ILO, ILO[:1], [{"strong": 0, "medium": 0, "weak": 1}]]))
        codes = draw(st.sampled_from([["means"], ["means", "end_"]]))
        return {"graded": {"dimensions": codes, "at_least": 1, "patterns": patterns}}
    codes = [item["code"] for item in items]
    weight = draw(WEIGHTS.filter(lambda weight: weight != "0"))
    return {"sum": {"of": codes, **_limits(draw, weight)}}


@st.composite
def _rules(draw: st.DrawFn, languages: list[str], items: list[Json]) -> list[Json]:
    codes = draw(st.lists(CODES, min_size=3, max_size=6, unique=True))
    raising = ["POSSIBLE", "STRONG", "URGENT"]
    rules = [
        {
            "code": code,
            "outcome": draw(st.sampled_from(raising)),
            "override": draw(st.booleans()),
            "when": draw(_when(items)),
            "reason": draw(texts(languages)),
        }
        for code in codes[2:]
    ]
    for code, outcome, when in zip(
        codes, ("NONE_NOW", "NOT_COMPLETED"), ("settled", "open"), strict=False
    ):
        reason = draw(texts(languages))
        rule = {"code": code, "outcome": outcome, "override": False, "reason": reason}
        rules.append(rule | {"when": {"default": when}})
    return rules


@st.composite
def _steps(draw: st.DrawFn, languages: list[str]) -> Json:
    groups = st.lists(st.sampled_from(["adult", "child"]), min_size=1, unique=True)
    return {
        "outcomes": draw(
            st.lists(st.sampled_from([code.value for code in Outcome]), min_size=1, unique=True)
        ),
        "age_groups": sorted(draw(groups)),
        "areas": draw(st.lists(st.sampled_from(["st-thomas", "St. Ann's", "x y"]), unique=True)),
        "agencies": draw(st.lists(st.sampled_from(["MOH", "JCF"]), unique=True)),
        "text": draw(texts(languages)),
        "body": draw(texts(languages)),
        "contact": draw(st.sampled_from(["", "desk", " odd: code"])),
        "minutes": draw(st.sampled_from([None, 0, 30, 90])),
        "consent": draw(st.sampled_from(["not_needed", "ask", "required"])),
        "legal": draw(texts(languages, maybe=True)),
    }
