"""An edition as learners read it, kept in memory: its activities never change once it is released.

Only words may be added, as corrections. Every look-up therefore names the newest of them, read in the
query that finds the edition (`newest_text`), and a correction is on the very next page.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import get_language

from courses.models import CourseEdition, EditionLesson, EditionText
from courses.progress import texts_of

KEPT = 64


@dataclass(frozen=True)
class FrozenEdition:
    """The activities of an edition in order, and each one's words by its primary key.

    Shared by all requests of a process: nobody may change what it holds.
    """

    lessons: tuple[EditionLesson, ...]
    texts: dict[int, EditionText]
    titles: dict[int, str]

    def lesson(self, slug: str) -> EditionLesson | None:
        """The activity at this address."""
        return next((lesson for lesson in self.lessons if lesson.slug == slug), None)


def newest_text(edition: str) -> Subquery:
    """The primary key of the newest words of an edition, for a query in which `edition` names it."""
    texts = EditionText.objects.filter(lesson__edition=OuterRef(edition)).order_by("-pk")
    return Subquery(texts.values("pk")[:1])


def frozen_edition(edition: CourseEdition, newest: int | None) -> FrozenEdition:
    """The edition in the reader's language. Two queries, or none where it was read before.

    `newest` is what `newest_text` gave for this edition.
    """
    return _read(edition.course.key, edition.pk, edition.released_at, newest, get_language())


@lru_cache(maxsize=KEPT)
def _read(
    course: UUID, edition: int, released_at: datetime, newest: int | None, language: str | None
) -> FrozenEdition:
    rows = EditionLesson.objects.filter(edition=edition).select_related("edition__course")
    lessons = tuple(rows)
    texts = texts_of(lessons)
    return FrozenEdition(lessons, texts, {pk: text.title for pk, text in texts.items()})
