"""What must hold before a quiz may be released."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils import timezone

from assessments.errors import BankTooSmall, QuizNotReady
from assessments.models.bank import QuestionVersion, Topic
from assessments.rules import (
    Candidate,
    QuizProblem,
    QuizRules,
    Section,
    Shortfall,
    quiz_problems,
    shortfalls,
)


def candidates(sections: Iterable[Section]) -> list[Candidate]:
    """What these sections can draw today: one query, no texts."""
    sections = list(sections)
    topics = {section.topic for section in sections if not section.fixed}
    chosen = {key for section in sections for key in section.fixed}
    wanted = Q(topic__code__in=topics)
    if chosen:
        wanted |= Q(question__key__in=chosen)
    rows = QuestionVersion.objects.drawable().filter(wanted).order_by("pk")
    return [
        Candidate(str(version), str(question), topic, difficulty)
        for version, question, topic, difficulty in rows.values_list(
            "uuid", "question__key", "topic__code", "difficulty"
        )
    ]


def problems_and_shortfalls(rules: QuizRules) -> tuple[list[QuizProblem], list[Shortfall]]:
    """Everything that keeps this quiz from being drawn and passed."""
    bank: Collection[Candidate] = candidates(rules.sections)
    topic_of = {c.question: (c.topic, c.difficulty) for c in bank}
    missing: list[Shortfall] = []
    for form in rules.forms:
        sections = [section for _at, section in rules.sections_of(form)]
        missing += [short for short in shortfalls(sections, bank) if short not in missing]
    return quiz_problems(rules, timezone.now(), topic_of), missing


def topic_titles(missing: Iterable[Shortfall]) -> dict[str, str]:
    """The titles of topics that fall short, by code."""
    codes = {short.topic for short in missing}
    return dict(Topic.objects.filter(code__in=codes).values_list("code", "title"))


def check_quiz(rules: QuizRules) -> None:
    """Raise BankTooSmall or QuizNotReady unless every paper can be drawn, and can be passed."""
    problems, missing = problems_and_shortfalls(rules)
    if problems:
        raise QuizNotReady(problems)
    if missing:
        raise BankTooSmall(missing, topic_titles(missing))


def freeze_quiz(rules: QuizRules) -> dict[str, object]:
    """The settings as JSON for an edition, after `check_quiz`."""
    check_quiz(rules)
    return rules.to_json()
