"""In which of a protocol's languages it is read, whatever language the pages around it have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.translation import get_language

from protocols.languages import ENGLISH

_chosen: ContextVar[str] = ContextVar("protocol_language", default="")


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """Within this, texts are said in `language`; an empty one is the page's own."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def reading_language() -> str:
    """The language chosen, else the page's."""
    return _chosen.get() or (get_language() or ENGLISH).split("-")[0]


def language_of(document: Mapping[str, Any]) -> str:
    """The language in which this protocol is read now: the one asked for if it has it, else English."""
    language = reading_language()
    return language if language in document["languages"] else ENGLISH
