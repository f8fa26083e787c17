"""What the editors of questions and quizzes choose from."""

from itertools import groupby

from django.apps import apps
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from assessments.rules import Difficulty, Feedback, LatePolicy, Purpose

# The most extra time a person can be given.
MOST_PERCENT, MOST_MINUTES = 300, 240

DIFFICULTIES = [
    (Difficulty.EASY.value, _("Easy")),
    (Difficulty.MEDIUM.value, _("Medium")),
    (Difficulty.HARD.value, _("Hard")),
]
PURPOSES = [
    (Purpose.QUIZ.value, _("Quiz: a pass counts")),
    (Purpose.PRE_TEST.value, _("Pre-test: measures before the course, never counts")),
    (Purpose.POST_TEST.value, _("Post-test: measures after the course, a pass counts")),
    (Purpose.FOLLOW_UP.value, _("Follow-up: measures months later, never counts")),
]
FEEDBACKS = [
    (Feedback.END.value, _("Right answers after a pass or the last attempt; topics before")),
    (Feedback.EACH.value, _("Right answers after each attempt")),
    (Feedback.TOPICS.value, _("Topics only, never the right answers")),
    (Feedback.NEVER.value, _("The score only")),
]
LATE_POLICIES = [
    (LatePolicy.TRAINER.value, _("The trainer decides, person by person")),
    (LatePolicy.GRACE.value, _("They count if they arrive within the minutes below")),
    (LatePolicy.NEVER.value, _("They never count")),
]


def approved_questions() -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions that can be asked today, by topic, for a list to choose from. One query."""
    versions = apps.get_model("assessments", "QuestionVersion").objects.drawable()
    rows = versions.order_by("topic__title", "stem").values_list(
        "topic__title", "question__key", "stem"
    )
    return [
        (topic, [(str(key), Truncator(stem).chars(100)) for _topic, key, stem in found])
        for topic, found in groupby(rows, key=lambda row: row[0])
    ]
