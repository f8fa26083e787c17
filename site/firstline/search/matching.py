"""What fits the words somebody looks for. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from people.folding import fold, words_of

MOST = 30
AROUND = 90


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

    A word in the title weighs more than any number in the text. At most `MOST`.
    """
    wanted = words_of(query)
    if not wanted:
        return []
    fitting = [(rank, one) for one in passages if (rank := _rank(one, wanted))]
    fitting.sort(key=lambda pair: pair[0], reverse=True)
    return [
        Found(one.kind, one.title, excerpt(one.text, wanted), one.href) for _, one in fitting[:MOST]
    ]


def _rank(passage: Passage, wanted: list[str]) -> tuple[int, int] | None:
    """How many words are in the title, and how often they are in the text; None if one lacks."""
    title, text = _all_words(passage.title), _all_words(passage.text)
    in_title = [_begins(title, word) for word in wanted]
    in_text = [_begins(text, word) for word in wanted]
    if not all(a or b for a, b in zip(in_title, in_text, strict=True)):
        return None
    return sum(map(bool, in_title)), sum(in_text)


def _all_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _begins(words: list[str], wanted: str) -> int:
    return sum(word.startswith(wanted) for word in words)


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
