"""May this person be shown as certified? Asked here, answered by the room of certificates."""

from collections.abc import Callable
from datetime import date

from people.models import Person

Provider = Callable[[Person, date], bool]
_providers: list[Provider] = []


def register_standing(provider: Provider) -> Provider:
    """Let `provider` say whether a person holds what certifies them on a day. Usable as decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def may_be_shown_as_certified(person: Person | None, day: date) -> bool:
    """True if any provider says so. Nobody is certified where no provider is registered.

    It informs and never locks: a person whose certificate lapsed still reaches the protocol.
    """
    return person is not None and any(provider(person, day) for provider in _providers)
