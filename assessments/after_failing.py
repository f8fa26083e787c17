"""What somebody who failed can do: where to learn again, and whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Topic
from courses.models import EditionLesson, Enrolment
from courses.permissions import group_of_course
from courses.progress import titles_of
from people.models import Role, RoleAssignment, StaffRecord, User


@dataclass(frozen=True)
class LessonLink:
    """A lesson of the learner's edition."""

    title: str
    slug: str


def lessons_by_topic(codes: Iterable[str], edition_id: int) -> dict[str, list[LessonLink]]:
    """The lessons of an edition that teach these topics, by topic code. At most three queries."""
    taught = Topic.lessons.through.objects.filter(topic__code__in=list(codes))
    pairs = list(taught.values_list("topic__code", "lessonpage__lesson_key"))
    if not pairs:
        return {}
    lessons = list(
        EditionLesson.objects.filter(
            edition=edition_id, lesson_key__in={key for _code, key in pairs}
        )
    )
    titles = titles_of(lessons)
    found: dict[str, list[LessonLink]] = {}
    for lesson in lessons:
        link = LessonLink(titles.get(lesson.pk, lesson.slug), lesson.slug)
        for code in sorted({code for code, key in pairs if key == lesson.lesson_key}):
            found.setdefault(code, []).append(link)
    return found


@dataclass(frozen=True)
class Helpers:
    """Who can grant somebody another attempt, by name as far as they are known."""

    focal: list[str]
    trainers: list[str]


def helpers_of(enrolment: Enrolment) -> Helpers:
    """The focal persons of the person's agencies and of those above, and the course's trainers.

    Three queries. Nobody helps themselves.
    """
    today, person = timezone.localdate(), enrolment.person
    records = StaffRecord.objects.of(person).active_on(today)
    paths = {
        above for path in records.values_list("agency__path", flat=True) for above in _upwards(path)
    }
    held = RoleAssignment.objects.held_on(today).filter(user__is_active=True)
    others = held.exclude(user__person=person.canonical_id).select_related("user__person")
    focal = others.filter(role=Role.FOCAL, agency__path__in=paths).order_by("-agency__path", "pk")
    given = group_of_course(enrolment.edition.course.key)
    trainers = others.filter(role=Role.TRAINER, user__groups__name=given).order_by("pk")
    return Helpers(_names(one.user for one in focal), _names(one.user for one in trainers))


def _upwards(path: str) -> list[str]:
    """An agency's path and those above it: "/1/7/" and "/1/"."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: end + 1]) + "/" for end in range(len(steps))]


def _names(users: Iterable[User]) -> list[str]:
    """The first few names, each once."""
    return list(dict.fromkeys(user.person.legal_name for user in users if user.person))[:3]
