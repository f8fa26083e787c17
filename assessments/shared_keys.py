"""Quizzes that ask the same questions, of which one shows the right answers and another keeps them."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.freezing import candidates
from assessments.models import QuizPage
from assessments.rules import Candidate, Feedback, Section

SHOWING = {Feedback.END, Feedback.EACH}


def key_warnings(page: QuizPage) -> list[str]:
    """What the writer of a quiz should know of the keys that it shares with others, in words.

    Looks at the newest texts of released quizzes, and at drafts of the same course.
    """
    mine, shows = page.rules().sections, Feedback(page.feedback) in SHOWING
    others = [other for other in _others(page) if (Feedback(other.feedback) in SHOWING) != shows]
    theirs = [(other.title, other.rules().sections) for other in others]
    bank = candidates([*mine, *(section for _title, sections in theirs for section in sections)])
    asked = _asked(mine, bank)
    words = (
        _(
            "“%(title)s” asks some of the same questions and keeps their right answers back. Learners "
            "would read them here. Choose other questions, or “Topics only” here."
        )
        if shows
        else _(
            "“%(title)s” asks some of the same questions and shows their right answers. Learners would "
            "read there what this quiz keeps back. Choose other questions, or “Topics only” there."
        )
    )
    return [
        words % {"title": title} for title, sections in theirs if asked & _asked(sections, bank)
    ]


def _others(page: QuizPage) -> list[QuizPage]:
    course = page.get_parent().get_parent()
    found = QuizPage.objects.filter(Q(live=True) | Q(path__startswith=course.path))
    return [one.get_latest_revision_as_object() for one in found.exclude(pk=page.pk)]


def _asked(sections: Iterable[Section], bank: Iterable[Candidate]) -> set[str]:
    """The keys of the questions that these sections may put on a paper."""
    bank = list(bank)
    return {one.question for section in sections for one in bank if _may_ask(section, one)}


def _may_ask(section: Section, one: Candidate) -> bool:
    if section.fixed:
        return one.question in section.fixed
    return section.topic == one.topic and section.difficulty in {"", one.difficulty}
