"""What a quiz's front page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.after_failing import Helpers
from assessments.errors import refusal_text
from assessments.models import Attempt, AttemptResult, ExtraTime
from assessments.presenters.lateness import late_rule_text
from assessments.presenters.words import (
    attempts_left_text,
    duration_text,
    helpers_text,
    must_text,
    paper_url,
    score_text,
    when_text,
)
from assessments.queries import Saved, has_passed, result_of, score_of
from assessments.rules import Purpose, QuizRules, Refusal, Standing, refuses_start, reopens_at

PURPOSE_WORDS: dict[Purpose, Promise] = {
    Purpose.PRE_TEST: gettext_lazy(
        "A test before the course. It shows what you know already, and it does not count."
    ),
    Purpose.POST_TEST: gettext_lazy("A test after the course. It counts."),
    Purpose.FOLLOW_UP: gettext_lazy(
        "A test some time after the course. It shows what has stayed, and it does not count."
    ),
}


@dataclass(frozen=True)
class PastAttempt:
    """A line in the list of attempts handed in."""

    text: str
    passed: bool
    counts: bool
    submitted_at: datetime
    href: str


@dataclass(frozen=True)
class Resume:
    """Going on with the open attempt: where, in words, and until when."""

    url: str
    text: str
    until: str


@dataclass(frozen=True)
class FrontPage:
    """The quiz before it begins."""

    title: str
    facts: list[tuple[str, str]]
    past: list[PastAttempt]
    standing: Standing
    counts: bool
    refusal: Refusal | None
    refusal_text: str
    helpers_text: str
    start_url: str
    course_url: str
    resume: Resume | None

    @property
    def refusal_tone(self) -> str:
        """Nothing is amiss with a test that was taken and does not count."""
        return "due" if self.counts or self.refusal != Refusal.NONE_LEFT else "info"

    @property
    def may_start(self) -> bool:
        """A new attempt may begin."""
        return self.resume is None and self.refusal is None

    @property
    def is_granted(self) -> bool:
        """An attempt that somebody gave may begin."""
        return self.may_start and self.standing.granted > 0


def present_front(
    *,
    title: str,
    minutes: int,
    rules: QuizRules,
    now: datetime,
    attempts: Sequence[Attempt],
    standing: Standing,
    saved: Mapping[str, Saved],
    topic_titles: Mapping[str, str],
    extra: ExtraTime | None,
    helpers: Helpers | None,
    course_slug: str,
    lesson_slug: str,
) -> FrontPage:
    """The front page of a quiz for a person with these attempts; `saved` in the open one.

    `extra` is the person's extra time, `helpers` are given when no attempt is left.
    """
    refusal = refuses_start(standing, rules, now)
    begun = next((a for a in attempts if result_of(a) is None), None)
    at = reopens_at(refusal, standing, rules)
    return FrontPage(
        title=title,
        facts=[
            *_purpose(rules),
            *_passing(rules, topic_titles),
            *_time(minutes, rules, extra),
            *_attempts(rules, standing),
        ],
        past=[_past(a, result) for a in attempts if (result := result_of(a)) is not None],
        standing=standing,
        counts=rules.purpose.counts,
        refusal=refusal,
        refusal_text=_refused(refusal, at, rules) if refusal else "",
        helpers_text=helpers_text(helpers) if helpers and rules.purpose.counts else "",
        start_url=reverse("assessments:start", args=[course_slug, lesson_slug]),
        course_url=reverse("courses:course", args=[course_slug]),
        resume=_resume(begun, saved) if begun else None,
    )


def _refused(refusal: Refusal, at: datetime | None, rules: QuizRules) -> str:
    if refusal == Refusal.NONE_LEFT and not rules.purpose.counts:
        return _("You have taken this test. There is nothing more to do here.")
    return refusal_text(refusal, at)


def _past(attempt: Attempt, result: AttemptResult) -> PastAttempt:
    score = score_text(score_of(attempt, result), result.out_of)
    return PastAttempt(
        _("Attempt %(number)d: %(score)s") % {"number": attempt.number, "score": score},
        has_passed(attempt),
        attempt.quiz_rules.purpose.counts,
        result.submitted_at,
        reverse("assessments:result", args=[attempt.uuid]),
    )


def _resume(begun: Attempt, saved: Mapping[str, Saved]) -> Resume:
    until = _("It ends on %(when)s.") % {"when": when_text(begun.ends_at)} if begun.ends_at else ""
    text = _("Go on with attempt %(number)d") % {"number": begun.number}
    return Resume(_resume_url(begun, saved), text, until)


def _resume_url(attempt: Attempt, saved: Mapping[str, Saved]) -> str:
    """The first question without an answer, or the review when every question has one."""
    for number, key in enumerate(attempt.versions, start=1):
        if key not in saved or not saved[key].chosen:
            return paper_url(attempt, number)
    return reverse("assessments:review", args=[attempt.uuid])


def _purpose(rules: QuizRules) -> list[tuple[str, str]]:
    words = PURPOSE_WORDS.get(rules.purpose)
    return [(_("What it is for"), str(words))] if words else []


def _passing(rules: QuizRules, titles: Mapping[str, str]) -> list[tuple[str, str]]:
    facts = [(_("Questions"), str(rules.out_of))]
    if not rules.purpose.counts:
        return facts
    needed = ngettext("%(n)d right answer", "%(n)d right answers", rules.pass_mark) % {
        "n": rules.pass_mark
    }
    must = [must_text(s, titles) for _at, s in rules.sections_of(rules.forms[0]) if s.at_least]
    return [*facts, (_("To pass"), "; ".join([needed, *must]))]


def _time(minutes: int, rules: QuizRules, extra: ExtraTime | None) -> list[tuple[str, str]]:
    facts = [(_("Time"), _time_text(minutes, rules, extra))]
    if rules.opens_at:
        facts.append((_("Opens"), when_text(rules.opens_at)))
    if rules.closes_at:
        facts.append((_("Closes"), when_text(rules.closes_at)))
    if rules.limit_minutes or rules.closes_at:
        facts.append((_("Answers that arrive late"), late_rule_text(rules)))
    return facts


def _time_text(minutes: int, rules: QuizRules, extra: ExtraTime | None) -> str:
    if not rules.limit_minutes:
        return _("About %(n)d minutes, and no clock runs") % {"n": minutes}
    if extra is None or not (extra.percent or extra.minutes):
        return _("%(n)d minutes; what is saved by then is handed in") % {"n": rules.limit_minutes}
    longer = replace(rules, extra_percent=extra.percent, extra_minutes=extra.minutes)
    words = {"n": longer.minutes_given, "limit": rules.limit_minutes}
    return _("%(n)d minutes for you, with extra time, instead of %(limit)d") % words


def _attempts(rules: QuizRules, standing: Standing) -> list[tuple[str, str]]:
    facts = [(_("Attempts"), str(rules.attempts_allowed))]
    if rules.wait_minutes:
        facts.append((_("Between attempts"), duration_text(rules.wait_minutes)))
    if not standing.passed and standing.left != rules.attempts_allowed:
        facts.append((_("You have"), attempts_left_text(standing)))
    return facts
