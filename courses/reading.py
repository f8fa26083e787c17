"""What a learner's page needs to know about a course: read once, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet

from courses.frozen import FrozenEdition, frozen_edition, newest_text
from courses.models import Course, CourseEdition, EditionLesson, EditionText, Enrolment
from courses.permissions import courses_visible_to
from courses.progress import Progress, done_keys, measure
from foundation.prepared import Prepared
from people.models import Person, User
from people.permissions import person_of


@dataclass(frozen=True)
class Taken:
    """The edition of a course that is somebody's: the one they are on, else the newest."""

    edition: CourseEdition
    enrolment: Enrolment | None
    frozen: FrozenEdition


@dataclass(frozen=True)
class Place:
    """A learner before a course: which edition is theirs and how far they are."""

    person: Person
    course: Course
    edition: CourseEdition
    enrolment: Enrolment | None
    frozen: FrozenEdition
    progress: Progress

    @property
    def lessons(self) -> tuple[EditionLesson, ...]:
        return self.frozen.lessons

    @property
    def titles(self) -> dict[int, str]:
        return self.frozen.titles

    def lesson(self, slug: str) -> EditionLesson | None:
        return self.frozen.lesson(slug)

    def words_of(self, lesson: EditionLesson) -> EditionText:
        """The words a learner reads: their language, newest correction."""
        return self.frozen.texts[lesson.pk]


def _enrolment(person: int, slug: str) -> "QuerySet[Enrolment]":
    """A learner's own enrolment on a course, the one on its newest edition of theirs."""
    mine = Enrolment.objects.of(Person(pk=person)).filter(edition__course__slug=slug)
    newest = mine.select_related("person").latest_edition_first()
    return newest.annotate(newest_text=newest_text("edition"))[:1]


_ENROLMENT = Prepared[Enrolment](_enrolment, person=int, slug=str)


def find_taken(user: User, slug: str) -> Taken | None:
    """The edition a learner is on, else the newest; None if there is no such course for them.

    One query for whoever is enrolled, else three; two more the first time a process reads an edition.
    """
    person = person_of(user)
    mine = _ENROLMENT.rows(person=person.canonical_id, slug=slug) if person else []
    if mine:
        enrolment = mine[0]
        frozen = frozen_edition(enrolment.edition, enrolment.newest_text)  # type: ignore[attr-defined]
        return Taken(enrolment.edition, enrolment, frozen)
    edition = newest_edition(user, slug)
    if edition is None:
        return None
    texts = EditionText.objects.filter(lesson__edition=edition)
    newest = texts.aggregate(newest=Max("pk"))["newest"]
    return Taken(edition, None, frozen_edition(edition, newest))


def find_place(user: User, slug: str) -> Place | None:
    """The learner's edition of a course with their progress; None if there is none for them."""
    person = person_of(user)
    taken = find_taken(user, slug) if person else None
    if person is None or taken is None:
        return None
    return Place(
        person=person,
        course=taken.edition.course,
        edition=taken.edition,
        enrolment=taken.enrolment,
        frozen=taken.frozen,
        progress=measure(taken.frozen.lessons, done_keys(person)),
    )


def newest_edition(user: User, slug: str) -> CourseEdition | None:
    """The newest edition of a course this user may take."""
    return (
        CourseEdition.objects.filter(course__in=courses_visible_to(user).filter(slug=slug))
        .select_related("course")
        .order_by("-number")
        .first()
    )
