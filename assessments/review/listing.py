"""Finding quizzes and attempts to review."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Attempt
from assessments.models.attempts import AttemptQuerySet
from assessments.permissions import attempts_reviewable_by, courses_reviewable_by
from courses.models import EditionLesson
from courses.progress import titles_of
from people.models import User


@dataclass(frozen=True)
class QuizLine:
    """A quiz with how often it was taken."""

    quiz: EditionLesson
    title: str
    course: str
    attempts: int
    open: int
    late: int


def quizzes_of(user: User) -> list[QuizLine]:
    """The quizzes of the courses that somebody may review, in their newest edition. Four queries."""
    lessons = EditionLesson.objects.filter(
        kind="quiz", edition__course__in=courses_reviewable_by(user)
    )
    ordered = lessons.select_related("edition__course").order_by("edition__number", "position")
    newest = {lesson.lesson_key: lesson for lesson in ordered}
    counts = _counts(attempts_reviewable_by(user))
    late = _counts(attempts_reviewable_by(user).late_waiting())
    titles = titles_of(newest.values())
    return [
        QuizLine(
            quiz,
            titles.get(quiz.pk, quiz.slug),
            quiz.edition.title,
            *counts.get(key, (0, 0)),
            late.get(key, (0, 0))[0],
        )
        for key, quiz in newest.items()
    ]


def _counts(attempts: QuerySet[Attempt]) -> dict[object, tuple[int, int]]:
    """Attempts, and open ones among them, by the quiz's key."""
    rows = attempts.order_by().values("quiz__lesson_key")
    counted = rows.annotate(n=Count("pk"), open=Count("pk", filter=Q(result__isnull=True)))
    return {row["quiz__lesson_key"]: (row["n"], row["open"]) for row in counted}


def find_quiz(user: User, course_slug: str, lesson_slug: str) -> EditionLesson | None:
    """A quiz that somebody may review, in its newest edition. One query."""
    lessons = EditionLesson.objects.filter(
        kind="quiz", slug=lesson_slug, edition__course__slug=course_slug
    ).filter(edition__course__in=courses_reviewable_by(user))
    return lessons.select_related("edition__course").order_by("-edition__number").first()


def attempts_at(user: User, quiz: EditionLesson) -> AttemptQuerySet:
    """The attempts at a quiz in all its editions, newest first."""
    found = attempts_reviewable_by(user).filter(quiz__lesson_key=quiz.lesson_key)
    return found.with_outcome().order_by("-started_at", "-pk")
