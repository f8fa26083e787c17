"""The settings of a quiz as editions and attempts keep them.

Whatever a frozen body does not name has the value it had before there was such a setting, so that
old editions and old attempts read as they were meant.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Difficulty(StrEnum):
    """How hard a question is, as its writer judges it."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Purpose(StrEnum):
    """What a quiz is for. Only a quiz and a post-test can be passed; the others measure."""

    QUIZ = "quiz"
    PRE_TEST = "pre_test"
    POST_TEST = "post_test"
    FOLLOW_UP = "follow_up"

    @property
    def counts(self) -> bool:
        """A pass counts for the course and for certificates."""
        return self in {Purpose.QUIZ, Purpose.POST_TEST}


class Feedback(StrEnum):
    """What a learner reads after handing in."""

    NEVER = "never"
    TOPICS = "topics"
    END = "end"
    EACH = "each"


class LatePolicy(StrEnum):
    """What becomes of answers made in time, by the client's claim, that arrive after the end."""

    NEVER = "never"
    GRACE = "grace"
    TRAINER = "trainer"


@dataclass(frozen=True)
class Section:
    """So many questions of one topic (its code), or the questions chosen one by one.

    `fixed` holds question keys; `draw` is then their number and `topic` may be empty. `form` names
    the only form of the paper that has this section, empty for every form. `at_least` right answers
    are needed within the section, 0 for no such rule.
    """

    topic: str
    draw: int
    difficulty: str = ""
    fixed: tuple[str, ...] = ()
    form: str = ""
    at_least: int = 0
    name: str = ""

    def to_json(self) -> dict[str, object]:
        """The form kept in editions: without what is not set."""
        given = {key: value for key, value in asdict(self).items() if value}
        kept = {"topic": self.topic, "draw": self.draw, **given}
        return {**kept, "fixed": list(self.fixed)} if self.fixed else kept


@dataclass(frozen=True)
class QuizRules:
    """The settings of a quiz, as an attempt began with them.

    Durations are in minutes, 0 for none; the window is closed at `closes_at` itself. `forms_of` is the
    key of the quiz whose forms these are, empty for its own. The extra time of an attempt is what
    its person had been granted when it began.
    """

    sections: tuple[Section, ...]
    pass_mark: int
    attempts_allowed: int
    purpose: Purpose = Purpose.QUIZ
    wait_minutes: int = 0
    limit_minutes: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    shuffle_questions: bool = True
    shuffle_options: bool = True
    one_a_page: bool = True
    feedback: Feedback = Feedback.END
    late: LatePolicy = LatePolicy.TRAINER
    grace_minutes: int = 0
    forms_of: str = ""
    extra_percent: int = 0
    extra_minutes: int = 0

    @property
    def forms(self) -> tuple[str, ...]:
        """The names of the forms in order, one nameless form if the sections name none."""
        return tuple(sorted({s.form for s in self.sections if s.form})) or ("",)

    def sections_of(self, form: str) -> list[tuple[int, Section]]:
        """The sections of a form with their positions among all."""
        return [(at, s) for at, s in enumerate(self.sections) if s.form in {"", form}]

    @property
    def out_of(self) -> int:
        """How many questions a paper has; all forms have the same number."""
        return sum(section.draw for _at, section in self.sections_of(self.forms[0]))

    @property
    def at_least(self) -> dict[int, int]:
        """The right answers needed within sections, by position."""
        return {at: s.at_least for at, s in enumerate(self.sections) if s.at_least}

    @property
    def grace(self) -> timedelta:
        """How long after the end answers made in time still count as if they had arrived."""
        on = self.late == LatePolicy.GRACE
        return timedelta(minutes=self.grace_minutes if on else 0)

    @property
    def minutes_given(self) -> int:
        """The time limit with extra time, in whole minutes, rounded up; 0 without a limit."""
        longer = -(-self.limit_minutes * (100 + self.extra_percent) // 100)
        return longer + self.extra_minutes if self.limit_minutes else 0

    def to_json(self) -> dict[str, object]:
        """The form kept in editions and attempts; `quiz_rules` reads it back."""
        plain = QuizRules(self.sections, self.pass_mark, self.attempts_allowed)
        changed = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in vars(self).items()
            if value != getattr(plain, name)
        }
        return {
            "sections": [section.to_json() for section in self.sections],
            "pass_mark": self.pass_mark,
            "attempts_allowed": self.attempts_allowed,
            **changed,
        }


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        str(data["topic"]),
        int(data["draw"]),
        str(data.get("difficulty", "")),
        tuple(str(key) for key in data.get("fixed", ())),
        str(data.get("form", "")),
        int(data.get("at_least", 0)),
        str(data.get("name", "")),
    )


def _instant(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def quiz_rules(data: Mapping[str, Any]) -> QuizRules:
    """Read the frozen settings of a quiz."""
    return QuizRules(
        sections=tuple(_section(section) for section in data["sections"]),
        pass_mark=int(data["pass_mark"]),
        attempts_allowed=int(data["attempts_allowed"]),
        purpose=Purpose(data.get("purpose", Purpose.QUIZ)),
        wait_minutes=int(data.get("wait_minutes", 0)),
        limit_minutes=int(data.get("limit_minutes", 0)),
        opens_at=_instant(data.get("opens_at")),
        closes_at=_instant(data.get("closes_at")),
        shuffle_questions=bool(data.get("shuffle_questions", True)),
        shuffle_options=bool(data.get("shuffle_options", True)),
        one_a_page=bool(data.get("one_a_page", True)),
        feedback=Feedback(data.get("feedback", Feedback.END)),
        late=LatePolicy(data.get("late", LatePolicy.TRAINER)),
        grace_minutes=int(data.get("grace_minutes", 0)),
        forms_of=str(data.get("forms_of", "")),
        extra_percent=int(data.get("extra_percent", 0)),
        extra_minutes=int(data.get("extra_minutes", 0)),
    )
