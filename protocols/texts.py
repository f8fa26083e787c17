"""Every text of a protocol's document, with its place. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
# A choice's options are texts of the item, each with a field of its own: "option often".
OPTION = "option "


@dataclass(frozen=True)
class Text:
    """One text in all its languages: of what (`kind` and `name`), which (`field`), and the words.

    `spoken` is what a person is asked, told or shown; the rest is for the officer alone.
    """

    kind: str
    name: str
    field: str
    words: Mapping[str, str]
    spoken: bool = False


def texts_of(document: Json) -> Iterator[Text]:
    """Every text, in the document's order. Texts that may be missing come with no words."""
    yield from _texts_before(document)
    for dimension in document["dimensions"]:
        yield Text("dimension", dimension["code"], "title", dimension["title"])
    for section in document["sections"]:
        yield Text("section", section["code"], "title", section["title"], spoken=True)
        for item in section["items"]:
            yield from _texts_of_item(item)
    for rule in document["rules"]:
        yield Text("rule", rule["code"], "reason", rule["reason"])
    for outcome in document["outcomes"]:
        yield from _named("outcome", outcome["code"], outcome, ("title", "text"))
    for number, step in enumerate(document["steps"], start=1):
        yield from _named("step", str(number), step, ("text", "body", "legal"))


def _texts_before(document: Json) -> Iterator[Text]:
    """What is read before the first question."""
    for field in ("title", "summary", "audience", "brief"):
        yield Text("field", field, field, document[field])
    yield Text("field", "age_wording", "wording", document["age"]["wording"], spoken=True)
    yield Text("field", "age_why", "why", document["age"]["why"])
    for kind, part in (("precondition", "preconditions"), ("stop_rule", "stop_rules")):
        for entry in document[part]:
            yield Text(kind, entry["code"], "text", entry["text"])


def _texts_of_item(item: Json) -> Iterator[Text]:
    for field in ("wording", "why", "say", "do_not_say"):
        yield Text("item", item["code"], field, item[field], spoken=field in ("wording", "say"))
    for option in item.get("options", ()):
        yield Text("item", item["code"], OPTION + option["code"], option["text"], spoken=True)


def _named(kind: str, name: str, part: Json, fields: Sequence[str]) -> Iterator[Text]:
    for field in fields:
        yield Text(kind, name, field, part[field])


def languages_missing(document: Json) -> Iterator[tuple[Text, str]]:
    """(text, language) where a text that is written in one language is not in another.

    A text that may be empty has to be written in all of the protocol's languages or in none.
    """
    for text in texts_of(document):
        for language in document["languages"]:
            if text.words and language not in text.words:
                yield text, language


def completeness(document: Json) -> dict[str, tuple[int, int]]:
    """For each language of the document: how many of its texts are written, and how many there are."""
    written = [text.words for text in texts_of(document) if text.words]
    return {
        language: (sum(language in words for words in written), len(written))
        for language in document["languages"]
    }
