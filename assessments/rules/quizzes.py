"""What is wrong with the settings of a quiz."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from assessments.rules.papers import blueprint
from assessments.rules.settings import LatePolicy, QuizRules


class QuizProblem(StrEnum):
    """Why nobody could take or pass a quiz as it is set."""

    NO_SECTION = "no_section"
    QUESTION_TWICE = "question_twice"
    FORMS_DIFFER = "forms_differ"
    SECTION_NEEDS_TOO_MANY = "section_needs_too_many"
    MARK_TOO_HIGH = "mark_too_high"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    CLOSED_ALREADY = "closed_already"
    NO_GRACE = "no_grace"


def quiz_problems(
    rules: QuizRules, now: datetime, topic_of: Mapping[str, tuple[str, str]] | None = None
) -> list[QuizProblem]:
    """Everything that contradicts itself, in a fixed order; the bank is asked by `shortfalls`.

    `topic_of` gives topic and difficulty of the questions chosen one by one, by their keys.
    """
    opens, closes = rules.opens_at, rules.closes_at
    backwards = opens is not None and closes is not None and closes <= opens
    found = {
        QuizProblem.NO_SECTION: not rules.sections,
        QuizProblem.QUESTION_TWICE: _asks_twice(rules),
        QuizProblem.FORMS_DIFFER: _forms_differ(rules, topic_of or {}),
        QuizProblem.SECTION_NEEDS_TOO_MANY: any(s.at_least > s.draw for s in rules.sections),
        QuizProblem.MARK_TOO_HIGH: bool(rules.sections) and rules.pass_mark > rules.out_of,
        QuizProblem.CLOSES_BEFORE_OPENING: backwards,
        QuizProblem.CLOSED_ALREADY: not backwards and closes is not None and closes <= now,
        QuizProblem.NO_GRACE: rules.late == LatePolicy.GRACE and not rules.grace_minutes,
    }
    return [problem for problem, there in found.items() if there]


def _asks_twice(rules: QuizRules) -> bool:
    """A question chosen twice on the same paper."""
    for form in rules.forms:
        chosen = [key for _at, section in rules.sections_of(form) for key in section.fixed]
        if len(set(chosen)) < len(chosen):
            return True
    return False


def _forms_differ(rules: QuizRules, topic_of: Mapping[str, tuple[str, str]]) -> bool:
    """Parallel forms ask as many questions of each topic and difficulty, and need as much."""
    prints = []
    for form in rules.forms:
        sections = [section for _at, section in rules.sections_of(form)]
        needs = sorted(section.at_least for section in sections if section.at_least)
        prints.append((blueprint(sections, topic_of), needs))
    return any(one != prints[0] for one in prints)
