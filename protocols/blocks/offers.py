"""What the editor of a draft offers: its own signs, options and dimensions, and the nation's lists.

Things of the draft are chosen by clicking and kept as block ids, so that a new code breaks nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from people.models import Agency, Area, Cadre
from protocols.languages import LANGUAGES
from protocols.models.contacts import Contact

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """What one draft offers to its rules, as (block id, label), and the languages it is written in.

    `terms` are signs, and options that stand for themselves and all more worrying ones. `items` are signs
    and questions whole.
    """

    terms: Choices = ()
    items: Choices = ()
    dimensions: Choices = ()
    languages: Sequence[str] = LANGUAGES


NOTHING = Offer()
_offer: ContextVar[Offer] = ContextVar("protocol_offer", default=NOTHING)


@contextmanager
def offering(offer: Offer) -> Iterator[None]:
    """Within this, forms offer what is in `offer`."""
    token = _offer.set(offer)
    try:
        yield
    finally:
        _offer.reset(token)


def languages_offered() -> Sequence[str]:
    """The languages whose fields are drawn."""
    return _offer.get().languages


def term_choices() -> Choices:
    """Signs, and options or worse. Called whenever a form is shown or checked."""
    return _offer.get().terms


def item_choices() -> Choices:
    """Signs and questions with options."""
    return _offer.get().items


def dimension_choices() -> Choices:
    """The dimensions of the draft."""
    return _offer.get().dimensions


def contact_choices() -> list[tuple[str, str]]:
    """Contacts as codes of the ContactBook."""
    return list(Contact.objects.order_by("name").values_list("code", "name"))


def cadre_choices() -> list[tuple[str, str]]:
    """Cadres as codes."""
    return list(Cadre.objects.order_by("name").values_list("code", "name"))


def parish_choices() -> list[tuple[str, str]]:
    """Parishes as codes."""
    parishes = Area.objects.filter(kind=Area.Kind.PARISH).order_by("name")
    return list(parishes.values_list("code", "name"))


def agency_choices() -> list[tuple[str, str]]:
    """Agencies as codes."""
    return list(Agency.objects.order_by("name").values_list("code", "name"))
