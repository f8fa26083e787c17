"""Answers and age bands in the languages of protocols, as a person hears them.

English is the page's own (`protocols.wording`), and stands in where a language has none.
"""

from collections.abc import Mapping
from typing import Any

from protocols.rules import OPEN_ANSWERS, Document
from protocols.wording import AGE_WORDS, ANSWER_WORDS

Words = Mapping[str, str]
ANSWERS: Mapping[str, Mapping[str, Words]] = {
    "es": {
        "observe": {
            "yes": "Sí, lo noté",
            "no": "No",
            "unknown": "No lo sé con seguridad",
            "not_observed": "No pude verlo",
        },
        "ask": {
            "yes": "Sí",
            "no": "No",
            "unknown": "La persona no lo sabe",
            "declined": "La persona no quiere decirlo",
        },
        "integrate": {
            "yes": "Sí",
            "no": "No",
            "unknown": "No se sabe",
            "declined": "No quiso decirlo",
            "not_observed": "No se observó",
        },
    },
    "jam": {
        "observe": {
            "yes": "Yes, mi notice it",
            "no": "No",
            "unknown": "Mi nuh sure",
            "not_observed": "Mi couldn't see dis",
        },
        "ask": {
            "yes": "Yes",
            "no": "No",
            "unknown": "Di person nuh know",
            "declined": "Di person nuh want fi seh",
        },
        "integrate": {
            "yes": "Yes",
            "no": "No",
            "unknown": "Nobody nuh know",
            "declined": "Dem never want fi seh",
            "not_observed": "Nobody never see it",
        },
    },
    "ht": {
        "observe": {
            "yes": "Wi, mwen remake sa",
            "no": "Non",
            "unknown": "Mwen pa sèten",
            "not_observed": "Mwen pa t ka wè sa",
        },
        "ask": {
            "yes": "Wi",
            "no": "Non",
            "unknown": "Moun nan pa konnen",
            "declined": "Moun nan pa vle di",
        },
        "integrate": {
            "yes": "Wi",
            "no": "Non",
            "unknown": "Yo pa konnen",
            "declined": "Li pa t vle di",
            "not_observed": "Yo pa t wè sa",
        },
    },
}
AGES: Mapping[str, Words] = {
    "es": {
        "under_12": "Menos de 12",
        "12_17": "12 a 17",
        "unsure": "Podría ser menor de 18, hay duda",
        "18_24": "18 a 24",
        "25_over": "25 o más",
    },
    "jam": {
        "under_12": "Under 12",
        "12_17": "12 to 17",
        "unsure": "Could be under 18, mi nuh sure",
        "18_24": "18 to 24",
        "25_over": "25 or over",
    },
    "ht": {
        "under_12": "Mwens pase 12",
        "12_17": "12 a 17",
        "unsure": "Ka gen mwens pase 18, gen dout",
        "18_24": "18 a 24",
        "25_over": "25 oswa plis",
    },
}


def ages(language: str) -> list[tuple[str, str]]:
    """(value, words) of each age band."""
    told = AGES.get(language, {})
    return [(band.value, told.get(band.value) or str(words)) for band, words in AGE_WORDS.items()]


def answers_to(document: Document, item: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """(value, words) of each answer that an item can be given; nobody *asked* is "not observed"."""
    told = ANSWERS.get(language, {}).get(document["mode"], {})
    known = ANSWER_WORDS[document["mode"]]
    words = [(one.value, told.get(one.value) or str(text)) for one, text in known.items()]
    if item["kind"] == "sign":
        return words
    options = [
        (option["code"], option["text"].get(language) or option["text"]["en"])
        for option in item["options"]
    ]
    return [*options, *(row for row in words if row[0] in OPEN_ANSWERS)]
