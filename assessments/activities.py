"""How a course speaks of its quizzes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import EditionLesson
from courses.registry import ActivityKind


def _front(course_slug: str, lesson_slug: str) -> str:
    return reverse("assessments:front", args=[course_slug, lesson_slug])


def _describe(_lesson: EditionLesson) -> str:
    return _("Quiz")


QUIZ = ActivityKind(kind="quiz", url=_front, describe=_describe)
