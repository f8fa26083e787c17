"""What fits the words somebody looks for. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from people.folding import fold, words_of

MOST = 30
AROUND = 90
# Letters from which a word says something by itself, and from which a wrong one can be told.
TELLING, LONG_ENOUGH = 4, 6


@dataclass(frozen=True)
class Passage:
    """Something to read. `kind` says in a word what it is."""

    kind: str
    title: str
    text: str
    href: str


@dataclass(frozen=True)
class Found:
    """A passage that fits, with the place where it does."""

    kind: str
    title: str
    excerpt: str
    href: str


def find(passages: Iterable[Passage], query: str) -> list[Found]:
    """The passages that have a word for each word of `query` that begins like it, best first.

    A plural finds its singular. Where nothing fits, words that nobody wrote are taken for those one
    letter away, and then some of the words are enough. A word in the title weighs more than any number
    in the text. At most `MOST`.
    """
    read = [_Read(one, _all_words(one.title), _all_words(one.text)) for one in passages]
    wanted = [beginnings(word) for word in words_of(query)]
    if not wanted:
        return []
    fitting = _fitting(read, wanted)
    if not fitting:
        known = {word for one in read for word in (*one.title, *one.text)}
        wanted = [_or_near(ways, known) for ways in wanted]
        fitting = _fitting(read, wanted) or _fitting(
            read, [ways for ways in wanted if len(ways[0]) >= TELLING], some=True
        )
    every = [way for ways in wanted for way in ways]
    return [
        Found(
            one.passage.kind, one.passage.title, excerpt(one.passage.text, every), one.passage.href
        )
        for one in fitting[:MOST]
    ]


@dataclass(frozen=True)
class _Read:
    """A passage with its folded words."""

    passage: Passage
    title: list[str]
    text: list[str]


def beginnings(word: str) -> tuple[str, ...]:
    """How words begin that fit `word`, the word itself first: "quizzes" also finds "quiz"."""
    if len(word) < TELLING or not word.endswith("s") or word.endswith("ss"):
        return (word,)
    # A shorter beginning fits more words, and a longer one would fit none of them.
    if word.endswith("zzes"):
        return word, word[:-3]
    return (word, word[:-2]) if word.endswith("es") else (word, word[:-1])


def _or_near(ways: tuple[str, ...], known: Iterable[str]) -> tuple[str, ...]:
    """The same, or for a word that begins none of the known ones those that are one letter away."""
    if len(ways[0]) < LONG_ENOUGH or any(word.startswith(ways) for word in known):
        return ways
    return (*ways, *sorted(word for word in known if one_letter_away(ways[0], word)))


def one_letter_away(one: str, other: str) -> bool:
    """Is one letter left out, added, another one, or changed places with the next?"""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long[at:]


def _fitting(
    read: Iterable[_Read], wanted: list[tuple[str, ...]], *, some: bool = False
) -> list[_Read]:
    """What has every word, best first; with `some`, what has most of them."""
    ranked = [(rank, one) for one in read if (rank := _rank(one, wanted, some=some))]
    ranked.sort(key=lambda pair: pair[0], reverse=True)
    return [one for _, one in ranked]


def _rank(one: _Read, wanted: list[tuple[str, ...]], *, some: bool) -> tuple[int, int, int] | None:
    """How many words there are, how many in the title, how often in the text; None if one lacks."""
    in_title = [_begins(one.title, ways) for ways in wanted]
    in_text = [_begins(one.text, ways) for ways in wanted]
    has = [bool(a or b) for a, b in zip(in_title, in_text, strict=True)]
    if not (any(has) if some else all(has)):
        return None
    return sum(has), sum(map(bool, in_title)), sum(in_text)


def _all_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _begins(words: list[str], ways: tuple[str, ...]) -> int:
    return sum(word.startswith(ways) for word in words)


def excerpt(text: str, wanted: list[str]) -> str:
    """The words around the first place that fits, or the beginning."""
    words = text.split()
    hit = next(
        (
            at
            for at, word in enumerate(words)
            if any(part.startswith(one) for part in _all_words(word) for one in wanted)
        ),
        0,
    )
    before = _take(reversed(words[:hit]), AROUND // 2)[::-1]
    after = _take(words[hit:], AROUND)
    start = "… " if len(before) < hit else ""
    end = " …" if hit + len(after) < len(words) else ""
    return start + " ".join([*before, *after]) + end


def _take(words: Iterable[str], letters: int) -> list[str]:
    """As many words as fit into so many letters, one at least."""
    taken: list[str] = []
    for word in words:
        if taken and sum(map(len, taken)) + len(taken) + len(word) > letters:
            break
        taken.append(word)
    return taken
