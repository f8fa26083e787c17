"""Lists of choices: which are the answers of a sign, which the options of a choice. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from protocols.exchange.book import Book
from protocols.exchange.names import CHOICES, code_from
from protocols.exchange.spoken import Languages

WORDS = {
    "yes": "yes y true si sí oui wi ya",
    "no": "no n false non",
    "unknown": "unknown dont_know don't_know do_not_know not_known not_sure i_am_not_sure unsure dk unk no_sé no_se no_sabe",
    "declined": "declined refused refuse decline prefer_not_to_say no_answer prefiero_no_decir no_quiso",
    "not_observed": "not_observed not_seen could_not_see na n/a not_applicable no_aplica no_se_vio",
}
NONE = frozenset({"none", "none_of_these", "none_of_the_above", "ninguno", "ninguna"})
ANSWERS = {word: answer for answer, words in WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Choice:
    """One row of a list. `answer` is the answer of a sign that it stands for, or empty."""

    row: int
    name: str
    code: str
    text: dict[str, str]
    answer: str
    is_none: bool
    grade: str = ""
    weight: str = ""


@dataclass(frozen=True)
class Choices:
    """A list."""

    choices: tuple[Choice, ...]

    @property
    def is_of_signs(self) -> bool:
        """Whether these are yes, no and open answers and nothing else."""
        answers = [choice.answer for choice in self.choices]
        return all(answers) and {"yes", "no"} <= set(answers)

    @property
    def options(self) -> list[Choice]:
        """Those that are no open answer."""
        return [choice for choice in self.choices if choice.answer in {"", "yes", "no"}]


def lists_of(book: Book, languages: Languages, *, ours: bool) -> dict[str, Choices]:
    """Every list by its name. In a form of ours names alone say what is an answer."""
    found: dict[str, list[Choice]] = {}
    for row in book.rows(CHOICES):
        name = row.get("name")
        choices = found.setdefault(row.get("list_name"), [])
        text = languages.text(row, "label") or {"en": name}
        said = [name] if ours else [name, *text.values()]
        choices.append(
            Choice(
                row=row.number,
                name=name,
                code=code_from(name, [*(one.code for one in choices), *WORDS], "o"),
                text=text,
                answer=(name if name in WORDS else "") if ours else _answer(said),
                is_none=any(_plain(word) in NONE for word in said),
                grade=row.get("firstline_grade"),
                weight=row.get("firstline_weight"),
            )
        )
    return {name: Choices(tuple(choices)) for name, choices in found.items()}


def _answer(said: Iterable[str]) -> str:
    return next((ANSWERS[word] for text in said if (word := _plain(text)) in ANSWERS), "")


def _plain(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().lower().rstrip("."))
