"""What `content/` holds, read and typed. Nothing here touches the database."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
PICTURES = CONTENT / "pictures"


def read(name: str) -> dict[str, Any]:
    """One TOML file of `content/`, named without its ending."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class LessonText:
    """A lesson as written: `blocks` are tables whose `kind` names the block."""

    title: str
    slug: str
    minutes: int
    blocks: list[dict[str, Any]]


@dataclass(frozen=True)
class OptionText:
    """One option of a question, with what a learner reads about it afterwards."""

    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class QuestionText:
    """A question of the bank. `key` never changes."""

    key: str
    topic: str
    kind: str
    stem: str
    options: tuple[OptionText, ...]


@cache
def course() -> dict[str, Any]:
    """The course, its catalogue, module, quiz, programme and requirement."""
    return read("course")


@cache
def lessons() -> tuple[LessonText, ...]:
    """The lessons in order."""
    return tuple(LessonText(**read(f"lessons/{name}")) for name in course()["lessons"])


@cache
def topics() -> dict[str, str]:
    """Topic codes and titles, in the order of the lessons."""
    return {topic["code"]: topic["title"] for topic in read("questions")["topics"]}


@cache
def questions() -> tuple[QuestionText, ...]:
    """The whole bank."""
    return tuple(
        QuestionText(
            key=row["key"],
            topic=row["topic"],
            kind=row["kind"],
            stem=row["stem"],
            options=tuple(OptionText(**option) for option in row["options"]),
        )
        for row in read("questions")["questions"]
    )


@cache
def places() -> dict[str, Any]:
    """Country, regions, cadres, agencies, workplaces, head-counts."""
    return read("places")


@cache
def people() -> dict[str, Any]:
    """Accounts by role, the certified person, and colleagues without an account."""
    return read("people")


def roster() -> bytes:
    """The file that the focal person sent."""
    return (CONTENT / "roster.csv").read_bytes()
