"""How far somebody is. Derived from completions each time, never stored."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from courses.models import Completion, EditionLesson, EditionText, Enrolment
from courses.rules import next_activity, percent
from foundation.prepared import Prepared
from people.models import Person


@dataclass(frozen=True)
class Progress:
    """How much of an edition is done. `done` counts activities of this edition only.

    `remaining` holds what is left, in order, beginning with `next`.
    Within an edition it never falls: editions do not change and completions are never taken away.
    """

    done: int
    total: int
    percent: int
    minutes_left: int
    next: EditionLesson | None
    remaining: tuple[EditionLesson, ...]
    done_keys: frozenset[UUID]

    @property
    def finished(self) -> bool:
        return self.total > 0 and self.done == self.total


def measure(lessons: Sequence[EditionLesson], done: Iterable[UUID]) -> Progress:
    """Progress through `lessons` (in order) of somebody who has done `done`. No queries."""
    by_key = {lesson.lesson_key: lesson for lesson in lessons}
    done_here = frozenset(done) & by_key.keys()
    following = next_activity(list(by_key), done_here)
    remaining = tuple(lesson for lesson in lessons if lesson.lesson_key not in done_here)
    return Progress(
        done=len(done_here),
        total=len(by_key),
        percent=percent(len(done_here), len(by_key)),
        minutes_left=sum(lesson.minutes for lesson in remaining),
        next=by_key[following] if following else None,
        remaining=remaining,
        done_keys=frozenset(done_here),
    )


def _done(person: int) -> "QuerySet[Completion, UUID]":
    return Completion.objects.of(Person(pk=person)).values_list("lesson_key", flat=True)


_DONE = Prepared[UUID](_done, person=int)


def done_keys(person: Person) -> frozenset[UUID]:
    """Everything this human being has done, in whatever edition."""
    return frozenset(_DONE.rows(person=person.canonical_id))


def progress_of(enrolment: Enrolment) -> Progress:
    """Progress of one enrolment: two queries."""
    lessons = list(EditionLesson.objects.filter(edition_id=enrolment.edition_id))
    return measure(lessons, done_keys(enrolment.person))


def progress_of_person(person: Person) -> list[tuple[Enrolment, Progress]]:
    """Each course a person is on, in its newest edition of theirs, soonest due first. Three queries."""
    newest: dict[int, Enrolment] = {}
    for enrolment in Enrolment.objects.of(person).latest_edition_first():
        newest.setdefault(enrolment.edition.course_id, enrolment)
    lessons: dict[int, list[EditionLesson]] = defaultdict(list)
    editions = [enrolment.edition_id for enrolment in newest.values()]
    for lesson in EditionLesson.objects.filter(edition__in=editions):
        lessons[lesson.edition_id].append(lesson)
    done = done_keys(person)
    rows = [(e, measure(lessons[e.edition_id], done)) for e in newest.values()]
    return sorted(
        rows, key=lambda row: (row[1].finished, row[0].due_on is None, row[0].due_on or date.max)
    )


def titles_of(lessons: Iterable[EditionLesson]) -> dict[int, str]:
    """The title of each activity (by its primary key) in the reader's language. One query."""
    return {pk: text.title for pk, text in texts_of(lessons, titles_only=True).items()}


def texts_of(
    lessons: Iterable[EditionLesson], *, titles_only: bool = False
) -> dict[int, EditionText]:
    """The newest words of each activity: in the reader's language, else in the first one it has."""
    wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    texts = EditionText.objects.filter(lesson__in=[lesson.pk for lesson in lessons])
    if titles_only:
        texts = texts.defer("body")
    found: dict[int, EditionText] = {}
    # Later ones win: the reader's language over others, a correction over what it corrects.
    for text in sorted(texts, key=lambda t: (t.language == wanted, t.number)):
        found[text.lesson_id] = text
    return found
