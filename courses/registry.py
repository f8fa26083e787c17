"""Kinds of activity that upper rooms add to a course (a quiz, a practice)."""

from collections.abc import Callable
from dataclasses import dataclass

from courses.models import EditionLesson


@dataclass(frozen=True)
class ActivityKind:
    """How an outline speaks of one kind of activity, and where it leads.

    `url(course_slug, lesson_slug)` is the address of the activity's first page.
    `describe(lesson)` is a short text beside its title, such as "Quiz".
    """

    kind: str
    url: Callable[[str, str], str]
    describe: Callable[[EditionLesson], str]


_kinds: dict[str, ActivityKind] = {}


def register_activity(kind: ActivityKind) -> None:
    """Make a kind known. Called once for each, in the `ready()` of the room it belongs to."""
    _kinds[kind.kind] = kind


def activity_kind(kind: str) -> ActivityKind | None:
    """The registered kind, or None for an ordinary lesson."""
    return _kinds.get(kind)
