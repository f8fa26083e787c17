"""What the rules of `assessments` refuse, in words for the person at the screen."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import DIFFICULTIES, MOST_MINUTES, MOST_PERCENT
from assessments.rules import BadAnswer, Problem, QuizProblem, Refusal, Shortfall
from foundation.errors import DomainError

PROBLEM_WORDS: dict[Problem, Promise] = {
    Problem.NO_STEM: gettext_lazy("Write the question."),
    Problem.ONE_OPTION: gettext_lazy("Give at least two options to choose from."),
    Problem.TOO_MANY_OPTIONS: gettext_lazy("Give no more than eight options."),
    Problem.EMPTY_OPTION: gettext_lazy("An option has no text. Write it or remove it."),
    Problem.SAME_OPTION: gettext_lazy("Two options say the same. Change or remove one."),
    Problem.NO_FEEDBACK: gettext_lazy(
        "Give every option its feedback: say why it is right or wrong."
    ),
    Problem.SINGLE_NEEDS_ONE: gettext_lazy(
        "Mark exactly one option as right. If more are right, choose “several right answers”."
    ),
    Problem.MULTIPLE_NEEDS_TWO: gettext_lazy(
        "Mark at least two options as right. If only one is, choose “one right answer”."
    ),
    Problem.MULTIPLE_NEEDS_WRONG: gettext_lazy(
        "Every option is marked as right. Add one that is wrong."
    ),
    Problem.TRUE_FALSE_NEEDS_TWO: gettext_lazy(
        "True or false has exactly two options: true, and false."
    ),
}


class QuestionNotReady(DomainError):
    """A question has problems that must be mended before anyone is asked it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(str(PROBLEM_WORDS[problem]) for problem in self.problems))


class QuestionChanged(DomainError):
    """The text was changed while somebody was about to approve it."""

    def __init__(self) -> None:
        super().__init__(
            _("The question was changed while you read it. Read it again, then approve it.")
        )


class QuestionRetired(DomainError):
    """A retired question is not approved."""

    def __init__(self) -> None:
        super().__init__(_("The question is retired. Take it back into use before you approve it."))


QUIZ_WORDS: dict[QuizProblem, Promise] = {
    QuizProblem.NO_SECTION: gettext_lazy(
        "The quiz has no section. Add a topic and how many questions to draw, or choose questions."
    ),
    QuizProblem.QUESTION_TWICE: gettext_lazy(
        "A question is chosen twice for the same paper. Remove one of the two."
    ),
    QuizProblem.FORMS_DIFFER: gettext_lazy(
        "The forms are not parallel. Give each the same number of questions of every topic and "
        "difficulty, and the same right answers needed."
    ),
    QuizProblem.SECTION_NEEDS_TOO_MANY: gettext_lazy(
        "A section needs more right answers than it has questions."
    ),
    QuizProblem.MARK_TOO_HIGH: gettext_lazy(
        "More right answers are needed to pass than the quiz has questions."
    ),
    QuizProblem.CLOSES_BEFORE_OPENING: gettext_lazy(
        "The quiz closes before it opens. Change one of the two."
    ),
    QuizProblem.CLOSED_ALREADY: gettext_lazy(
        "This time is over: nobody could begin. Give a later one, or none."
    ),
    QuizProblem.NO_GRACE: gettext_lazy(
        "Say how many minutes late arrivals have, or choose another rule for them."
    ),
}


class BankTooSmall(DomainError):
    """A quiz wants to draw more questions than are approved."""

    def __init__(self, missing: Iterable[Shortfall], titles: dict[str, str] | None = None) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(shortfall_text(short, titles or {}) for short in self.missing))


def shortfall_text(short: Shortfall, titles: Mapping[str, str]) -> str:
    """Where the bank is too small, in words."""
    if short.fixed:
        return _("A chosen question is not approved or is retired. Choose another one.")
    words = {
        "topic": titles.get(short.topic, short.topic),
        "have": short.have,
        "wanted": short.wanted,
    }
    if short.difficulty:
        words["difficulty"] = str(dict(DIFFICULTIES)[short.difficulty])
        return (
            _(
                "“%(topic)s” has %(have)d approved questions of the difficulty “%(difficulty)s”, and "
                "the quiz draws %(wanted)d."
            )
            % words
        )
    return (
        _("“%(topic)s” has %(have)d approved questions to draw, and the quiz draws %(wanted)d.")
        % words
    )


class QuizNotReady(DomainError):
    """The settings of a quiz contradict each other."""

    def __init__(self, problems: Iterable[QuizProblem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(str(QUIZ_WORDS[problem]) for problem in self.problems))


class AttemptRefused(DomainError):
    """A new attempt may not begin. `at` is when it may, if that comes by itself."""

    WORDS = {
        Refusal.ALREADY_PASSED: gettext_lazy(
            "You have passed this quiz. There is no need to try again."
        ),
        Refusal.NONE_LEFT: gettext_lazy(
            "You have used all your attempts. Your trainer or your agency's focal person can give you another one."
        ),
        Refusal.NOT_YET_OPEN: gettext_lazy("This quiz is not open yet."),
        Refusal.CLOSED: gettext_lazy(
            "This quiz is closed. Your trainer can say whether it opens again."
        ),
        Refusal.WAIT: gettext_lazy(
            "There is a waiting time between two attempts. Use it to go through the lessons again."
        ),
    }

    def __init__(self, refusal: Refusal, at: datetime | None = None) -> None:
        self.refusal, self.at = refusal, at
        super().__init__(refusal_text(refusal, at))


def refusal_text(refusal: Refusal, at: datetime | None) -> str:
    """Why a start is refused, and when it is possible."""
    words = str(AttemptRefused.WORDS[refusal])
    if at is None:
        return words
    when = date_format(timezone.localtime(at), "DATETIME_FORMAT")
    return _("%(why)s It opens on %(when)s.") % {"why": words, "when": when}


REFUSED_WORDS: dict[BadAnswer, Promise] = {
    BadAnswer.NOT_ON_PAPER: gettext_lazy(
        "This question is not on your paper. The answer was not saved."
    ),
    BadAnswer.NOT_AN_OPTION: gettext_lazy(
        "This question does not have the option that was sent. The answer was not saved."
    ),
    BadAnswer.ONLY_ONE: gettext_lazy(
        "Only one option can be chosen for this question. The answer was not saved."
    ),
    BadAnswer.CONFLICT: gettext_lazy(
        "Another answer was saved under the same id. That one stays, this one was not saved."
    ),
    BadAnswer.ENDED: gettext_lazy(
        "This attempt is over. The answers given before its end count; later ones do not."
    ),
    BadAnswer.NOT_UNDERSTOOD: gettext_lazy(
        "The answer arrived in a form that can't be read. It was not saved."
    ),
}


class AnswerRefused(DomainError):
    """An answer does not fit the paper, or came too late. It changed nothing."""

    def __init__(self, problem: BadAnswer) -> None:
        self.problem = problem
        super().__init__(str(REFUSED_WORDS[problem]))


class TooManyAnswers(DomainError):
    """More answers in one request than any paper has."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("No more than %(most)d answers can be sent at once. Nothing was saved.")
            % {"most": most}
        )


class NotUnderstood(DomainError):
    """A request that no page of ours makes."""

    def __init__(self) -> None:
        super().__init__(_("The answers arrived in a form that can't be read. Nothing was saved."))


class NoGrantNeeded(DomainError):
    """Another attempt is granted to whoever cannot begin one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Another attempt would not help now: the person can begin one, has one open or has "
                "passed, or the quiz is closed or not yet open."
            )
        )


class NothingToDecide(DomainError):
    """No late answers of an attempt wait for a decision."""

    def __init__(self) -> None:
        super().__init__(_("No late answers of this attempt wait for a decision."))


class AlreadyDecided(DomainError):
    """Somebody else decided otherwise on the same late answers."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has decided on these answers already, and otherwise. That decision stays.")
        )


class MoreArrived(DomainError):
    """Late answers arrived while somebody was deciding."""

    def __init__(self) -> None:
        super().__init__(_("More answers arrived while you read. Look at them, then decide."))


class TooMuchTime(DomainError):
    """Extra time beyond what makes sense."""

    def __init__(self) -> None:
        super().__init__(
            _("Extra time goes up to %(percent)d per cent and %(minutes)d minutes.")
            % {"percent": MOST_PERCENT, "minutes": MOST_MINUTES}
        )
