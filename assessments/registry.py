"""Where upper rooms have a say in quizzes: what is asked before, links after, when a pass is used up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Attempt, AttemptResult
from courses.models import CourseEdition, EditionLesson
from people.models import Person


@dataclass(frozen=True)
class ResultLink:
    """Where a learner goes on from a result. `text` names the place it leads to."""

    text: str
    href: str


ResultLinkProvider = Callable[[Attempt, AttemptResult], ResultLink | None]
_providers: list[ResultLinkProvider] = []


def register_result_link(provider: ResultLinkProvider) -> ResultLinkProvider:
    """Add a provider, in `AppConfig.ready()`. It may run one query, and answers None to stay silent."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def result_links(attempt: Attempt, result: AttemptResult) -> list[ResultLink]:
    """What the registered rooms offer after this result, in the order of registration."""
    found = (provider(attempt, result) for provider in _providers)
    return [link for link in found if link is not None]


# From when on attempts at a quiz count afresh for a person, asked at a moment; None: as ever.
FreshStart = Callable[[Person, EditionLesson, datetime], datetime | None]
_fresh_starts: list[FreshStart] = []


def register_fresh_start(provider: FreshStart) -> FreshStart:
    """Add a provider, in `AppConfig.ready()`. It may run one query, for who has passed the quiz."""
    if provider not in _fresh_starts:
        _fresh_starts.append(provider)
    return provider


def fresh_start(person: Person, quiz: EditionLesson, now: datetime) -> datetime | None:
    """From when on this person's attempts count afresh, because a pass is to be renewed."""
    found = [provider(person, quiz, now) for provider in _fresh_starts]
    return max((moment for moment in found if moment), default=None)


@dataclass(frozen=True)
class FrontQuestion:
    """What a learner is asked at the front of a quiz, without which it begins all the same.

    `about` is what it is about, printed large. One click says yes: a POST to `yes_href`, which leads
    back by `next`. `no_href` is a page.
    """

    title: str
    text: str
    about: str
    yes: str
    yes_href: str
    no: str
    no_href: str


FrontQuestionProvider = Callable[[Person, CourseEdition], FrontQuestion | None]
_front_questions: list[FrontQuestionProvider] = []


def register_front_question(provider: FrontQuestionProvider) -> FrontQuestionProvider:
    """Add a provider, in `AppConfig.ready()`. It may run one query, and answers None to stay silent."""
    if provider not in _front_questions:
        _front_questions.append(provider)
    return provider


def front_questions(person: Person, edition: CourseEdition) -> list[FrontQuestion]:
    """What the registered rooms ask this person before a quiz of the edition that counts."""
    found = (provider(person, edition) for provider in _front_questions)
    return [question for question in found if question is not None]
