"""The job aid: what it says, that it is one sheet of tagged paper, and that it is always the same."""

import io
import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import typst
import zxingcpp
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from foundation.formats.typesetting import fonts
from protocols.jobaids.facts import Asked, Number, facts_of
from protocols.jobaids.printing import LAYOUTS, CannotPrintSheet, render_sheet, sheet_inputs, words
from tests.factories.documents import every_feature

DAY = date(2026, 3, 2)
ADDRESS = "https://firstline.example/protocols/every-feature/sheet/"
NUMBERS = {
    "desk": Number("Referral desk", "876-555-0100", "All day", date(2026, 2, 10), False),
    "old": Number("Old desk", "876-555-0101", "", date(2025, 2, 10), True),
    "never": Number("Quiet desk", "876-555-0102", "Mornings", None, False),
}


def asked(language: str = "en", **more: Any) -> Asked:
    return Asked(language=language, day=DAY, address=ADDRESS, numbers=NUMBERS, **more)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def facts(language: str = "en", **more: Any) -> dict[str, Any]:
    return facts_of(every_feature(), asked(language, **more), words(language))


def whens(language: str) -> list[str]:
    return [outcome["when"] for outcome in facts(language)["outcomes"]]


def test_every_kind_of_rule_is_said_in_words() -> None:
    assert whens("en") == [
        "When: D1, by itself.",
        "When: 2 or more of A1, B2 (often / always), A2; 1 or more of the parts Means, Purpose, "
        "each with 1 strong + 1 medium or stronger + 2 of any strength or 2 medium or stronger + "
        "3 of any strength.",
        "When: the points of A1, B2, A2 come to 2.5 or more; any of A1, B2 (always).",
        "When: none of the above, and no open answer could change that.",
        "When: open answers could still change it.",
    ]


def test_a_threshold_of_the_language_is_the_one_that_is_said() -> None:
    said = whens("es")
    assert said[1].startswith("Cuándo: 3 o más de A1, B2 (a menudo / siempre), A2;")
    assert "suman 3.25 o más" in said[2]


def test_items_say_when_they_are_asked_and_what_they_count() -> None:
    items = {item["code"]: item for section in facts()["sections"] for item in section["items"]}
    assert items["A2"]["only_if"] == "Only if A1 or B2 (often / always)."
    assert items["A1"]["mark"] == "strong, +1.5"
    assert items["D1"]["mark"] == ""
    texts = [(option["text"], option["mark"]) for option in items["B2"]["options"]]
    assert texts == [
        ("never", ""),
        ("often", "weak, +0.5"),
        ("always", "medium, +1"),
        ("Not sure", ""),
        ("Not seen", ""),
    ]


def test_steps_are_those_of_the_parish_and_say_for_whom() -> None:
    everywhere = facts()["outcomes"][0]["steps"]
    assert [step["text"] for step in everywhere] == ["Call.", "Ask for advice."]
    of_parish = facts(area="st-thomas", area_name="St Thomas", agencies={"MOH": "Health"})
    steps = of_parish["outcomes"][0]["steps"]
    assert [(step["who"], step["phone"], step["after"]) for step in steps] == [
        ("", "876-555-0100", "at once"),
        ("Under 18 or unsure, Health only", "876-555-0101", "within 90 minutes, ask first"),
        ("", "876-555-0102", "within 1 hour"),
    ]
    assert of_parish["numbers_title"] == "Numbers and steps for St Thomas"


def test_each_number_is_printed_once_with_the_day_it_was_verified() -> None:
    lines = facts(area="st-thomas", area_name="St Thomas")["numbers"]
    assert [line["verified"] for line in lines] == [
        "verified on 10 February 2026",
        "verified on 10 February 2025, long ago: verify before use",
        "not verified: verify before use",
    ]


@pytest.mark.parametrize(
    ("mode", "last"),
    [("observe", "Not seen"), ("ask", "Will not say"), ("integrate", "Not observed")],
)
def test_the_boxes_are_the_answers_of_the_mode(mode: str, last: str) -> None:
    document = every_feature() | {"mode": mode}
    answers = facts_of(document, asked(), words("en"))["answers"]
    assert answers[-1] == last
    assert ("Not observed" in answers) is (mode == "integrate")


def test_the_paper_says_it_in_the_language_that_was_asked() -> None:
    said = text_of(render_sheet(every_feature(), asked("es")))
    for expected in ["Todas las funciones", "Versión 1.2.3", "Ilustrativo", "Señales", "Números"]:
        assert expected in said
    assert "firstline.example/protocols/every-feature/sheet/" in said


def test_a_language_without_words_of_ours_keeps_its_own_texts() -> None:
    document = every_feature()
    document["title"]["jam"] = "Evri ting"
    assert facts_of(document, asked("jam"), words("jam"))["title"] == "Evri ting"
    assert words("jam") == words("en")


def test_rules_are_said_in_the_protocols_language_whatever_page_asks_for_the_paper() -> None:
    with override("es"):
        assert whens("en")[0] == "When: D1, by itself."
        assert "di point dem fi A1, B2, A2 come to" in whens("jam")[2]


def shape(words: Any) -> Any:
    """Keys and the names in braces."""
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    if isinstance(words, list):
        return len(words)
    return sorted(re.findall(r"{\w+}", words))


def test_every_language_has_the_same_words() -> None:
    assert shape(words("es")) == shape(words("en"))


def test_it_is_one_sheet_titled_tagged_and_archival() -> None:
    reader = PdfReader(io.BytesIO(render_sheet(every_feature(), asked())))
    assert len(reader.pages) <= 2
    assert reader.metadata.title == "Every feature"
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    identity = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1<" in identity


def test_set_again_it_is_the_same_to_the_byte() -> None:
    first = render_sheet(every_feature(), asked())
    render_sheet.__globals__["_set"].cache_clear()
    assert render_sheet(every_feature(), asked()) == first


def test_it_is_black_on_white_and_its_code_leads_to_the_page() -> None:
    made = typst.compile(
        str(LAYOUTS / "job-aid-1.typ"),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs=sheet_inputs(every_feature(), asked()),
        format="png",
        ppi=100,
    )
    first = Image.open(io.BytesIO(made[0] if isinstance(made, list) else made)).convert("RGB")
    assert all(red == green == blue for _count, (red, green, blue) in first.getcolors(1_000_000))
    (found,) = zxingcpp.read_barcodes(first)
    assert found.text == ADDRESS


@pytest.mark.parametrize("text", ["#set page()[x]", "$x$ *b* _i_ @ref <l> \\", '"); panic("'])
def test_a_text_is_data_and_never_typst(text: str) -> None:
    document = every_feature() | {"title": {"en": text, "es": text}}
    assert text in text_of(render_sheet(document, asked()))


def test_a_letter_that_no_font_holds_is_refused_and_never_a_box() -> None:
    document = every_feature() | {"title": {"en": "\U0001f600", "es": "x"}}
    with pytest.raises(CannotPrintSheet):
        render_sheet(document, asked())


def test_forty_long_signs_stay_on_one_sheet() -> None:
    document = every_feature()
    sign = document["sections"][0]["items"][0]
    text = {"en": "A sign that takes some words to say, and a few more. " * 2, "es": "x"}
    document["sections"][0]["items"] = [
        deepcopy(sign) | {"code": f"L{number}", "wording": text, "say": {}} for number in range(40)
    ]
    document["rules"] = [rule for rule in document["rules"] if "default" in rule["when"]]
    reader = PdfReader(io.BytesIO(render_sheet(document, asked())))
    assert len(reader.pages) == 2
