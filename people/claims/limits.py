"""How often somebody may try codes that do not fit, wherever they try them.

Only misses count, so that forty people may claim their records from one training room. A number is
counted whether it exists or not, so that being stopped says nothing about it.
"""

from allauth.core import ratelimit
from django.http import HttpRequest

from people.rules import staff_login

_ACTION = "claim_missed"


def _key(login: str) -> str:
    parts = staff_login(login)
    return "/".join(parts) if parts else login.strip().lower()


def is_exhausted(request: HttpRequest, login: str) -> bool:
    """True if this network address, or anybody for this number, has missed too often."""
    return not _consume(request, login, dry_run=True)


def count_miss(request: HttpRequest, login: str) -> None:
    """Remember one try that did not fit."""
    _consume(request, login)


def _consume(request: HttpRequest, login: str, *, dry_run: bool = False) -> bool:
    return bool(ratelimit.consume(request, action=_ACTION, key=_key(login), dry_run=dry_run))
