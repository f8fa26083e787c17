"""Who sees which links in the header and the footer. At most one query: the roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

from courses.glossary import GLOSSARY_ADDRESS
from people.models import Role
from people.permissions import roles_of

HELP_ADDRESS = "/help/"
PRIVACY_ADDRESS = "/privacy/"
CATALOGUE_ADDRESS = "/catalogue/"

# Their day is oversight, not lessons: their header starts with the numbers.
OVERSIGHT = frozenset({Role.SECRETARIAT, Role.ADMIN})
LEARNING = frozenset({"learner"})
WRITERS = frozenset({Role.TRAINER, Role.SPECIALIST, Role.LEGAL})
EVERYONE = LEARNING | OVERSIGHT


@dataclass(frozen=True)
class Entry:
    """A link for some roles. `to` is an address, or a name of the URLconf; `under` are the
    beginnings of addresses where it is the current one."""

    text: Any
    to: str
    roles: frozenset[str]
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link as the header shows it. `current` is the value of aria-current, or empty."""

    text: Any
    href: str
    current: str


SIGNED_IN = [
    Entry(_("Home"), settings.LOGIN_REDIRECT_URL, EVERYONE),
    Entry(_("Coverage"), "coverage:overview", OVERSIGHT),
    Entry(_("Certificates"), "register:list", frozenset({Role.SECRETARIAT})),
    Entry(_("Learn"), CATALOGUE_ADDRESS, LEARNING, ("/learn/", "/attempts/")),
    Entry(_("Protocols"), "protocols:list", EVERYONE),
    Entry(_("My record"), "certificates:record", LEARNING),
    Entry(_("People"), "people:roster", frozenset({Role.FOCAL, Role.SUPERVISOR})),
    Entry(_("Write"), "wagtailadmin_home", WRITERS),
    Entry(_("Content"), "wagtailadmin_home", OVERSIGHT),
]
SIGNED_OUT = [
    Entry(_("Courses"), CATALOGUE_ADDRESS, EVERYONE, ("/learn/",)),
    Entry(_("Check a certificate"), "certificates:verify_form", EVERYONE),
    Entry(_("Sign in"), "account_login", EVERYONE, ("/accounts/",)),
]
FOOT = [
    Entry(_("Help"), HELP_ADDRESS, EVERYONE),
    Entry(_("Glossary"), GLOSSARY_ADDRESS, EVERYONE),
    Entry(_("Privacy"), PRIVACY_ADDRESS, EVERYONE),
    Entry(_("Check a certificate"), "certificates:verify_form", EVERYONE),
]


FOOT_SIGNED_IN = [
    Entry(_("Search"), "search", EVERYONE),
    *FOOT,
    Entry(_("Messages"), "notices:inbox", EVERYONE),
    Entry(_("Your account"), "account_change_password", EVERYONE),
]


def address_of(to: str) -> str | None:
    """The address of a name, or None if this installation has no such page."""
    return to if to.startswith("/") else _found(to, get_urlconf())


@lru_cache(maxsize=64)
def _found(name: str, urlconf: str | None) -> str | None:
    # Every page asks for the same dozen, which never change while a process runs.
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return None


def _current(path: str, href: str, under: tuple[str, ...]) -> str:
    if path == href:
        return "page"
    return "true" if any(path.startswith(start) for start in (href, *under)) else ""


def links_for(entries: list[Entry], roles: frozenset[str], path: str) -> Iterator[Link]:
    """The entries that one of `roles` sees, as links, seen from the page at `path`."""
    for entry in entries:
        href = address_of(entry.to)
        if href and entry.roles & roles:
            yield Link(entry.text, href, _current(path, href, entry.under))


def _signed_in(request: HttpRequest) -> bool:
    # Requests that fail early have no user yet.
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def navigation_for(request: HttpRequest) -> list[Link]:
    """The header's links for whoever asks."""
    if not _signed_in(request):
        return list(links_for(SIGNED_OUT, EVERYONE, request.path))
    held = roles_of(request.user)
    roles = held if held & OVERSIGHT else held | LEARNING
    return list(links_for(SIGNED_IN, roles, request.path))


def foot_links_for(request: HttpRequest) -> list[tuple[Any, str]]:
    """The footer's links as (text, address)."""
    entries = FOOT_SIGNED_IN if _signed_in(request) else FOOT
    return [(link.text, link.href) for link in links_for(entries, EVERYONE, request.path)]
