"""What the review pages say. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.late_answers import Fate, LateAnswer
from assessments.models import Attempt, ExtraTime, QuestionVersion
from assessments.presenters.words import duration_text, score_text, section_title, when_text
from assessments.queries import Outcome, has_passed, result_of, score_of
from assessments.review.listing import QuizLine
from assessments.review.stuck import Stuck
from assessments.rules import is_right


def quiz_rows(lines: Sequence[QuizLine]) -> list[dict[str, str]]:
    """The quizzes as a list of tasks; those with something to decide say so."""
    return [
        {
            "text": line.title,
            "href": reverse("assessments:review_quiz", args=[_course(line), line.quiz.slug]),
            "hint": f"{line.course} · {_attempts(line)}",
            "tag": _("%(n)d to decide") % {"n": line.late} if line.late else "",
            "tone": "due",
            "state": "now" if line.late else "",
        }
        for line in lines
    ]


def _course(line: QuizLine) -> str:
    slug: str = line.quiz.edition.course.slug
    return slug


def _attempts(line: QuizLine) -> str:
    words = ngettext("%(n)d attempt", "%(n)d attempts", line.attempts) % {"n": line.attempts}
    return words + (_(", %(n)d open") % {"n": line.open} if line.open else "")


@dataclass(frozen=True)
class AttemptRow:
    """A line in the list of attempts."""

    href: str
    who: str
    number: int
    started_at: datetime
    score: str
    state: str
    tone: str
    late: bool


def attempt_rows(
    attempts: Sequence[Attempt], waiting: frozenset[int], *, named: bool
) -> list[AttemptRow]:
    """The attempts; `waiting` are those with late answers to decide. Without names, if so."""
    return [_attempt_row(attempt, attempt.pk in waiting, named=named) for attempt in attempts]


def who_text(attempt: Attempt, *, named: bool) -> str:
    """The learner's name, or a short sign of the attempt for those who may not know it."""
    if named:
        return str(attempt.enrolment.person.legal_name)
    return _("Attempt %(sign)s") % {"sign": str(attempt.uuid)[:8]}


def _attempt_row(attempt: Attempt, late: bool, *, named: bool) -> AttemptRow:
    result = result_of(attempt)
    state, tone = state_of(attempt)
    return AttemptRow(
        reverse("assessments:review_attempt", args=[attempt.uuid]),
        who_text(attempt, named=named),
        attempt.number,
        attempt.started_at,
        score_text(score_of(attempt, result), result.out_of) if result else "",
        state,
        tone,
        late,
    )


def state_of(attempt: Attempt) -> tuple[str, str]:
    """How an attempt stands in a word, and its tone."""
    if result_of(attempt) is None:
        return _("Open"), "info"
    if not attempt.quiz_rules.purpose.counts:
        return _("Handed in"), "info"
    return (_("Passed"), "ok") if has_passed(attempt) else (_("Not passed"), "due")


def attempt_facts(
    attempt: Attempt, outcome: Outcome | None, titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What is known of an attempt, beside its log."""
    rules = attempt.quiz_rules
    facts = [
        (_("State"), state_of(attempt)[0]),
        (_("Attempt"), str(attempt.number)),
        (_("Edition"), str(attempt.enrolment.edition.number)),
        (_("Begun"), when_text(attempt.started_at)),
    ]
    if attempt.form:
        facts.append((_("Form"), attempt.form))
    if attempt.ends_at:
        facts.append((_("Ends"), when_text(attempt.ends_at)))
    if rules.extra_percent or rules.extra_minutes:
        words = {"percent": rules.extra_percent, "minutes": rules.extra_minutes}
        facts.append((_("Extra time"), extra_text(**words)))
    if outcome:
        facts.append((_("Right"), score_text(outcome.score, outcome.out_of)))
        facts += _section_facts(attempt, outcome, titles)
    return facts


def _section_facts(
    attempt: Attempt, outcome: Outcome, titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    rules = attempt.quiz_rules
    return [
        (
            section_title(rules.sections[at], titles),
            _("%(score)s, at least %(needed)d needed")
            % {"score": score_text(section["right"], section["asked"]), "needed": needed},
        )
        for at, needed in rules.at_least.items()
        if (section := outcome.sections.get(at))
    ]


def extra_text(percent: int, minutes: int) -> str:
    """Extra time in words."""
    if percent and minutes:
        return _("%(percent)d per cent and %(minutes)d minutes") % {
            "percent": percent,
            "minutes": minutes,
        }
    if percent:
        return _("%(percent)d per cent") % {"percent": percent}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def extra_time_text(extra: ExtraTime | None) -> str:
    """What somebody has today."""
    if extra is None or not (extra.percent or extra.minutes):
        return _("No extra time today.")
    words = {"extra": extra_text(extra.percent, extra.minutes)}
    return _("Today: %(extra)s more.") % words


FATE_WORDS: dict[Fate, Promise] = {
    Fate.WAITS: gettext_lazy("Waits for a decision"),
    Fate.COUNTED: gettext_lazy("Counted by a decision"),
    Fate.NOT_COUNTED: gettext_lazy("Not counted by a decision"),
    Fate.KEY_KNOWN: gettext_lazy("Arrived after the right answers were shown. Never counts."),
    Fate.NO_RULE: gettext_lazy("Kept. Nothing is to decide on it."),
}


def late_rows(answers: Sequence[LateAnswer]) -> list[tuple[int, datetime, datetime, str, str]]:
    """Each late answer: its question, when given by the claim, when arrived, the gap, its fate."""
    return [
        (
            one.number,
            timezone.localtime(one.given_at),
            timezone.localtime(one.arrived_at),
            _gap_text(one.arrived_at - one.given_at),
            str(FATE_WORDS[one.fate]),
        )
        for one in answers
    ]


def _gap_text(gap: timedelta) -> str:
    seconds = max(0, round(gap.total_seconds()))
    if seconds < 120:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    hours, minutes = divmod(seconds // 60, 60)
    if hours and minutes:
        return f"{duration_text(hours * 60)}, {duration_text(minutes)}"
    return duration_text(seconds // 60)


@dataclass(frozen=True)
class AnswerRow:
    """A question of a paper, and what was answered in time and late."""

    number: int
    stem: str
    chosen: list[str]
    late: list[str]
    right: bool


def answer_rows(
    attempt: Attempt,
    versions: Mapping[str, QuestionVersion],
    chosen: Mapping[str, frozenset[str]],
    with_late: Mapping[str, frozenset[str]],
) -> list[AnswerRow]:
    """The answers that count, and those that would count with the late ones where they differ."""
    rows = []
    for number, entry in enumerate(attempt.paper, start=1):
        version = versions[entry["version"]]
        mine = chosen.get(entry["version"], frozenset())
        late = with_late.get(entry["version"], frozenset())
        texts = {option["id"]: option["text"] for option in version.options}
        rows.append(
            AnswerRow(
                number,
                version.stem,
                [texts[key] for key in entry["options"] if key in mine],
                [texts[key] for key in entry["options"] if key in late] if late != mine else [],
                is_right(version.answer_key, mine),
            )
        )
    return rows


def stuck_rows(people: Sequence[Stuck]) -> list[dict[str, object]]:
    """People who need help, each with where to give it."""
    return [
        {
            "name": stuck.enrolment.person.legal_name,
            "quiz": stuck.title,
            "course": stuck.enrolment.edition.title,
            "used": stuck.used,
            "opens": stuck.opens,
            "grant": reverse("assessments:grant", args=[stuck.enrolment.uuid, stuck.quiz.slug]),
            "time": reverse("assessments:extra_time", args=[stuck.enrolment.uuid]),
        }
        for stuck in people
    ]
