"""Where upper rooms add to a quiz's result: a certificate, a next course."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.models import Attempt, AttemptResult


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
