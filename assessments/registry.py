"""Where upper rooms have a say in quizzes: links from a result, and when a pass is used up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessments.models import Attempt, AttemptResult
from courses.models import EditionLesson
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
