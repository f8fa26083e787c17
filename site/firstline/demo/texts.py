"""What `content/` holds, read and typed. Nothing here touches the database."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from firstline.setting_up.places import read_places

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
class ModuleText:
    """A module as written, with its lessons in order."""

    title: str
    slug: str
    summary: str
    lessons: tuple[LessonText, ...]


@dataclass(frozen=True)
class TopicText:
    """A topic of the bank and the slugs of the lessons that teach it."""

    code: str
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class OptionText:
    """One option of a question, with what a learner reads about it afterwards."""

    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class QuestionText:
    """A question of the bank. `key` never changes; `form` is the parallel form that asks it."""

    key: str
    topic: str
    form: str
    kind: str
    stem: str
    options: tuple[OptionText, ...]


@cache
def course() -> dict[str, Any]:
    """The course, its modules, tests, programme and requirement."""
    return read("course")


@cache
def glossary() -> list[dict[str, Any]]:
    """The words of the glossary, by the alphabet."""
    return list(read("glossary")["words"])


@cache
def modules() -> tuple[ModuleText, ...]:
    """The modules in order."""
    return tuple(
        ModuleText(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            lessons=tuple(LessonText(**read(f"lessons/{slug}")) for slug in row["lessons"]),
        )
        for row in course()["modules"]
    )


def lessons() -> tuple[LessonText, ...]:
    """The lessons of all modules in order."""
    return tuple(lesson for module in modules() for lesson in module.lessons)


@cache
def topics() -> dict[str, TopicText]:
    """The topics by code, in the order in which they are taught."""
    found = [
        TopicText(row["code"], row["title"], tuple(row["lessons"])) for row in _bank().values()
    ]
    return {topic.code: topic for topic in found}


@cache
def questions() -> tuple[QuestionText, ...]:
    """The whole bank."""
    return tuple(
        QuestionText(
            key=row["key"],
            topic=code,
            form=row["form"],
            kind=row["kind"],
            stem=row["stem"],
            options=tuple(OptionText(**option) for option in row["options"]),
        )
        for code, topic in _bank().items()
        for row in topic["questions"]
    )


def _bank() -> dict[str, dict[str, Any]]:
    """The files of the bank by topic code."""
    return {code: read(f"bank/{code}") for code in course()["topics"]}


@cache
def places() -> dict[str, Any]:
    """Workplaces and head-counts."""
    return read("places")


@cache
def people() -> dict[str, Any]:
    """Accounts by role, the certified person, and colleagues without an account."""
    return read("people")


@cache
def nation() -> dict[str, Any]:
    """Workplaces of the other parishes, and the words for the names of their people."""
    return read("nation")


@cache
def pilot() -> dict[str, Any]:
    """The units that go first, and who must comply there."""
    return read("pilot")


@cache
def pilot_units() -> dict[str, str]:
    """The pilot's unit of each of its workplaces, by code."""
    return {code: unit["code"] for unit in pilot()["units"] for code in unit["workplaces"]}


PROTOCOLS = ("observe", "ask", "integrate")


@cache
def protocol(name: str) -> dict[str, Any]:
    """One of `PROTOCOLS`, with the stop rules, outcomes and steps that all of them share."""
    own, shared = read(f"protocol-{name}"), read("protocol-pathway")
    steps = [*shared["steps"], *own.get("steps", []), {**shared["parish_step"], "desks": _desks()}]
    return {
        **own,
        "stop_rules": shared["stop_rules"],
        "outcomes": shared["outcomes"],
        "steps": steps,
    }


def _desks() -> dict[str, str]:
    """The contact of each parish's own desk."""
    parishes = [code for region in read_places("jamaica")["regions"] for code in region["parishes"]]
    return {code: f"demo-{code}-desk" for code in sorted(parishes)}


def roster() -> bytes:
    """The file that the focal person sent."""
    return (CONTENT / "roster.csv").read_bytes()
