"""What a result says; the key only where the rules reveal it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.after_failing import Helpers, LessonLink
from assessments.errors import refusal_text
from assessments.models import Attempt, AttemptResult, QuestionVersion
from assessments.presenters.lateness import late_result_text
from assessments.presenters.words import (
    attempts_left_text,
    front_url,
    helpers_text,
    score_text,
    section_title,
)
from assessments.queries import Late, Outcome
from assessments.rules import (
    Feedback,
    QuizRules,
    Standing,
    is_right,
    refuses_start,
    reopens_at,
    reveals_key,
    reveals_topics,
    to_relearn,
)

# Why the right answers are not on the page.
KEY_WORDS: dict[Feedback, Promise] = {
    Feedback.END: gettext_lazy(
        "The right answers are shown when you have passed, or after your last attempt."
    ),
    Feedback.EACH: gettext_lazy("The right answers are shown when no attempt is open."),
    Feedback.TOPICS: gettext_lazy("This quiz does not show the right answers."),
    Feedback.NEVER: gettext_lazy("This quiz shows the score only."),
}

KEY_WAITS = gettext_lazy(
    "Another test that you have begun asks some of these questions. The right answers are shown here "
    "when it is handed in."
)


@dataclass(frozen=True)
class TopicLine:
    """A topic's share of a result."""

    title: str
    right: int
    asked: int
    score: str
    weak: bool


@dataclass(frozen=True)
class KeyOption:
    """An option with its key, after the end."""

    text: str
    correct: bool
    chosen: bool
    feedback: str


@dataclass(frozen=True)
class KeyQuestion:
    """A question with its key, after the end."""

    number: int
    stem: str
    right: bool
    options: list[KeyOption]


@dataclass(frozen=True)
class Relearn:
    """A topic to go back to, with the lessons of this course that teach it."""

    title: str
    lessons: list[tuple[str, str]]

    @property
    def is_lesson(self) -> bool:
        """Its one lesson is called as the topic is: the link says it all."""
        return [title for title, _href in self.lessons] == [self.title]


@dataclass(frozen=True)
class ResultPage:
    """What an attempt came to."""

    title: str
    counts: bool
    passed: bool
    score: str
    needed: str
    missed: list[str]
    notes: list[tuple[str, str]]
    topics: list[TopicLine]
    relearn: list[Relearn]
    standing: Standing
    left_text: str
    again_text: str
    key: list[KeyQuestion]
    key_text: str
    front_url: str
    course_url: str
    log_url: str


def present_result(
    *,
    attempt: Attempt,
    late: Late,
    closed_by: str,
    title: str,
    standing: Standing,
    rules: QuizRules,
    now: datetime,
    titles: Mapping[str, str],
    lessons: Mapping[str, Sequence[LessonLink]],
    helpers: Helpers | None,
    versions: Mapping[str, QuestionVersion],
    key_waits: bool = False,
) -> ResultPage:
    """The result; topics and the key only where `rules`, those of the quiz today, reveal them.

    `late` has the outcome that holds; `titles` are of topics, by code; `helpers` are given when
    another attempt must be granted; the key `waits` while an open attempt asks the same questions.
    """
    outcome, began_with = late.outcome, attempt.quiz_rules
    counts = began_with.purpose.counts
    weak = weak_topics(outcome, began_with) if counts and not outcome.passed else []
    shown = reveals_topics(rules.feedback)
    reveals = reveals_key(rules.feedback, standing) and not key_waits
    return ResultPage(
        title=title,
        counts=counts,
        passed=outcome.passed,
        score=score_text(outcome.score, outcome.out_of),
        needed=_needed(outcome, began_with.pass_mark) if counts else "",
        missed=_missed(outcome, began_with, titles) if counts else [],
        notes=_notes(closed_by, late, began_with),
        topics=_topics(outcome, weak, titles) if shown else [],
        relearn=[_relearn(code, attempt, titles, lessons) for code in weak] if shown else [],
        standing=standing,
        left_text=attempts_left_text(standing),
        again_text=_again(standing, rules, now, helpers),
        key=_present_key(attempt, versions, late.chosen) if reveals else [],
        key_text=str(KEY_WAITS if key_waits else KEY_WORDS[rules.feedback]),
        **_ways(attempt),
    )


def _ways(attempt: Attempt) -> dict[str, str]:
    """Where the result leads to."""
    return {
        "front_url": front_url(attempt),
        "course_url": reverse("courses:course", args=[attempt.enrolment.edition.course.slug]),
        "log_url": reverse("assessments:log", args=[attempt.uuid]),
    }


def weak_topics(outcome: Outcome, rules: QuizRules) -> list[str]:
    """The codes of the topics to go back to, weakest first."""
    missed = [
        code
        for at, needed in rules.at_least.items()
        if (section := outcome.sections.get(at)) and section["right"] < needed
        for code in section["missed"]
    ]
    return to_relearn(outcome.topics, rules.pass_mark, outcome.out_of, missed)


def _needed(outcome: Outcome, mark: int) -> str:
    if outcome.passed:
        return ngettext("%(n)d was needed.", "%(n)d were needed.", mark) % {"n": mark}
    words = ngettext(
        "%(n)d right answer is needed to pass.", "%(n)d right answers are needed to pass.", mark
    )
    return words % {"n": mark}


def _missed(outcome: Outcome, rules: QuizRules, titles: Mapping[str, str]) -> list[str]:
    """The sections that must not be missed and were, in words."""
    found = []
    for at, needed in rules.at_least.items():
        section = outcome.sections.get(at)
        if section is None or section["right"] >= needed:
            continue
        words = {
            "section": section_title(rules.sections[at], titles),
            "score": score_text(section["right"], section["asked"]),
            "needed": needed,
        }
        found.append(
            _("In “%(section)s” you had %(score)s right. At least %(needed)d are needed there.")
            % words
        )
    return found


def _notes(closed_by: str, late: Late, rules: QuizRules) -> list[tuple[str, str]]:
    """What is to be known about how the attempt ended: (tone, text)."""
    notes = []
    if closed_by == AttemptResult.ClosedBy.TIME:
        notes.append(("due", _("The time ran out. What you had saved by then was handed in.")))
    if late.arrived:
        arrived = ngettext(
            "%(n)d answer arrived after the end.",
            "%(n)d answers arrived after the end.",
            late.arrived,
        ) % {"n": late.arrived}
        notes.append(("info", f"{arrived} {late_result_text(late, rules, closed_by)}"))
    return notes


def _topics(outcome: Outcome, weak: Sequence[str], titles: Mapping[str, str]) -> list[TopicLine]:
    order = [*weak, *(code for code in outcome.topics if code not in weak)]
    return [
        TopicLine(
            titles.get(code, code),
            topic.right,
            topic.asked,
            score_text(topic.right, topic.asked),
            code in weak,
        )
        for code in order
        for topic in [outcome.topics[code]]
    ]


def _relearn(
    code: str,
    attempt: Attempt,
    titles: Mapping[str, str],
    lessons: Mapping[str, Sequence[LessonLink]],
) -> Relearn:
    slug = attempt.enrolment.edition.course.slug
    links = [
        (lesson.title, reverse("courses:lesson", args=[slug, lesson.slug]))
        for lesson in lessons.get(code, ())
    ]
    return Relearn(titles.get(code, code), links)


def _again(standing: Standing, rules: QuizRules, now: datetime, helpers: Helpers | None) -> str:
    """When the quiz opens again, or who can open it; empty if it is open now."""
    refusal = refuses_start(standing, rules, now)
    if refusal is None or standing.passed or standing.has_open:
        return ""
    if helpers is not None:
        return helpers_text(helpers)
    return refusal_text(refusal, reopens_at(refusal, standing, rules))


def _present_key(
    attempt: Attempt,
    versions: Mapping[str, QuestionVersion],
    chosen: Mapping[str, frozenset[str]],
) -> list[KeyQuestion]:
    shown = []
    for number, entry in enumerate(attempt.paper, start=1):
        version = versions[entry["version"]]
        mine = chosen.get(entry["version"], frozenset())
        options = {option["id"]: option for option in version.options}
        shown.append(
            KeyQuestion(
                number,
                version.stem,
                is_right(version.answer_key, mine),
                [
                    KeyOption(
                        options[key]["text"],
                        options[key]["correct"],
                        key in mine,
                        options[key]["feedback"],
                    )
                    for key in entry["options"]
                ],
            )
        )
    return shown
