"""The engine in Python and in the browser: the same vectors, and the same answers to anything."""

import gzip
import html
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as properties

from protocols.rules import evaluate
from tests.e2e.conftest import CHROMIUM, FLAGS
from tests.factories.random_protocols import document_of, random_answers, random_document, sign

HERE = Path(__file__).resolve().parent
ENGINE = HERE.parents[1] / "protocols" / "static" / "protocols" / "engine.js"
VECTORS: dict[str, Any] = json.loads((HERE / "engine-vectors.json").read_text())
CASES_OF_A_TEST = 500
LARGEST_COMPRESSED = 8 * 1024
SECONDS = 300
# `export` is allowed in a module within the page, so the file is tested as it is served.
PAGE = """<!doctype html><meta charset="utf-8"><body>
<script type="application/json" id="cases">%s</script>
<script type="module">%s
const run = ([document_, answers, band, language]) => {
  try { return evaluate(document_, answers, band, language); } catch (error) {
    if (error instanceof RangeError) return "error";
    throw error;
  }
};
const cases = JSON.parse(document.getElementById("cases").textContent);
document.body.textContent = "RESULTS" + JSON.stringify(cases.map(run)) + "END";
</script>"""
Case = tuple[dict[str, Any], dict[str, Any], Any, str]


def in_python(case: Case) -> Any:
    document, answers, band, language = case
    try:
        result = evaluate(document, answers, band, language)
    except ValueError:
        return "error"
    return {
        "outcome": result.outcome,
        "age_group": result.age_group,
        "fired": list(result.fired),
        "open_items": list(result.open_items),
    }


def in_the_browser(cases: list[Case], folder: Path) -> list[Any]:
    """All cases in one page, opened once."""
    assert CHROMIUM is not None, "Browser tests need Chromium: apt install chromium."
    page = folder / "cases.html"
    data = json.dumps(cases).replace("<", "\\u003c")
    page.write_text(PAGE % (data, ENGINE.read_text()), encoding="utf-8")
    order = [CHROMIUM, "--headless", *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    shown = subprocess.run(
        [*order, page.as_uri()], capture_output=True, text=True, timeout=SECONDS, check=True
    ).stdout
    assert "RESULTS" in shown, shown[-2000:]
    text = shown.rpartition("RESULTS")[2].partition("END")[0]
    results: list[Any] = json.loads(html.unescape(text))
    return results


def vector(case: dict[str, Any]) -> Case:
    document = VECTORS["documents"][case["document"]]
    return document, case["answers"], case["age_band"], case.get("language", "en")


def expected(case: dict[str, Any]) -> Any:
    return "error" if case.get("error") else case["result"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["says"])
def test_python_keeps_the_vectors(case: dict[str, Any]) -> None:
    assert in_python(vector(case)) == expected(case)


def test_both_say_the_same(tmp_path: Path) -> None:
    """The vectors, then random protocols with random answers; one call of the browser for all."""
    chance = random.Random(20261128)
    count = max(CASES_OF_A_TEST, properties.default.max_examples if properties.default else 0)
    cases = [*map(vector, VECTORS["cases"]), *(random_case(chance) for _number in range(count))]
    results = in_the_browser(cases, tmp_path)
    assert len(results) == len(cases)
    wanted = [expected(case) for case in VECTORS["cases"]]
    assert results[: len(wanted)] == wanted
    for case, result in zip(cases, results, strict=True):
        assert result == in_python(case), case
    outcomes = {result["outcome"] for result in results if result != "error"}
    assert len(outcomes) == 5
    assert "error" in results


def random_case(chance: random.Random) -> Case:
    """A protocol of up to nine items and six rules, and answers: one in twenty is no answer."""
    document = random_document(chance, most_items=9, most_rules=6)
    yes = chance.choice([1, 3])
    answers = random_answers(chance, document, yes=yes, wrong=0.05)
    bands = [None, "under_12", "12_17", "unsure", "18_24", "25_over", "30", 12]
    band = chance.choices(bands, (2, 2, 2, 2, 2, 2, 0.2, 0.2))[0]
    return document, answers, band, chance.choice(["en", "es", "constructor"])


def test_long_protocols_agree_too(tmp_path: Path) -> None:
    """Forty items with many gates and uneven weights: where both stop trying, both say the same."""
    chance = random.Random(20261129)
    cases = [long_case(chance, gates) for gates in (0, 3, 8, 20) for _number in range(3)]
    assert in_the_browser(cases, tmp_path) == [in_python(case) for case in cases]


def long_case(chance: random.Random, gates: int) -> Case:
    items = [sign(f"G{n}", weight="0.5") for n in range(gates)]
    for n in range(40 - gates):
        shown = {"any": [chance.choice(items)["code"]]} if items else None
        items.append(sign(f"A{n}", weight=f"{chance.randint(0, 9)}.{chance.randint(10, 99)}"))
        items[-1]["show_if"] = shown
    codes = [item["code"] for item in items]
    when = {"sum": {"of": codes, "at_least": f"{chance.randint(20, 90)}.55"}}
    document = document_of(items, [{"code": "R", "outcome": "STRONG", "when": when}])
    return document, random_answers(chance, document, yes=1), "25_over", "en"


def test_the_twin_is_small_and_stands_alone() -> None:
    source = ENGINE.read_bytes()
    assert len(gzip.compress(source, 9)) <= LARGEST_COMPRESSED
    for reach in (b"import", b"fetch", b"Storage", b"indexedDB", b"document.", b"window", b"eval("):
        assert reach not in source, reach
