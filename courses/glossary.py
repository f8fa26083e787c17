"""The words of the glossary, as its page, lessons and the search show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.text import slugify

from courses.models import GlossaryPage
from people.folding import fold, words_of
from protocols.languages import LANGUAGE_NAMES

GLOSSARY_SLUG = "glossary"
GLOSSARY_ADDRESS = f"/{GLOSSARY_SLUG}/"
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Word:
    """A word and what it means. `elsewhere` holds (language code, its name, the word there)."""

    key: str
    word: str
    meaning: str
    source: str
    elsewhere: tuple[tuple[str, str, str], ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the glossary's page."""
        return slugify(self.word) or self.key

    @property
    def address(self) -> str:
        return f"{GLOSSARY_ADDRESS}#{self.anchor}"

    @property
    def letter(self) -> str:
        return fold(self.word)[:1].upper()


def words_in(stream: Iterable[Any]) -> list[Word]:
    """The words that a glossary holds, by the alphabet."""
    found = [
        Word(
            key=str(block.id),
            word=block.value["word"],
            meaning=block.value["meaning"],
            source=block.value["source"],
            elsewhere=tuple(
                (code, str(LANGUAGE_NAMES.get(code, code)), name["word"])
                for name in block.value["elsewhere"]
                for code in [name["language"]]
            ),
        )
        for block in stream
    ]
    return sorted(found, key=lambda word: fold(word.word))


def live_words() -> list[Word]:
    """The words that are approved, by the alphabet. One query."""
    page = GlossaryPage.objects.live().first()
    return words_in(page.words) if page else []


def word_choices() -> list[tuple[str, str]]:
    """The approved words for a trainer to choose from."""
    return [(word.key, word.word) for word in live_words()]


def matching(words: Iterable[Word], query: str) -> list[Word]:
    """The words of which each word of `query` begins something: the word, here or elsewhere."""
    wanted = words_of(query)
    return [
        word
        for word in words
        if all(
            any(
                part.startswith(one)
                for part in words_of(word.word, *(e[2] for e in word.elsewhere))
            )
            for one in wanted
        )
    ]


def by_letter(words: Iterable[Word]) -> list[tuple[str, list[Word]]]:
    """Words in alphabetical order under their first letters."""
    return [(letter, list(group)) for letter, group in groupby(words, key=lambda w: w.letter)]


def glossary_context(page: GlossaryPage, query: str) -> dict[str, Any]:
    """What the page shows: all words, or those that were looked for."""
    sought = query.strip()[:LONGEST_QUERY]
    words = words_in(page.words)
    found = matching(words, sought)
    return {
        "sought": sought,
        "letters": by_letter(found),
        "found": len(found),
        "is_empty": not words,
    }
