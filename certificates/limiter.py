"""How often one address may ask for codes that nobody was given.

Only misses count: a code that is right proves that the asker holds a certificate, and an office that
checks a class of sixty from one connection must not be turned away.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from foundation.limits import address_of, count, counted

MISSES = "verify"


def is_exhausted(request: HttpRequest, now: datetime) -> bool:
    """True if this address has missed too often in the minute of `now`. 0 in the setting: never."""
    limit = settings.VERIFY_MISSES_PER_MINUTE
    return bool(limit) and counted(MISSES, address_of(request), now) >= limit


def count_miss(request: HttpRequest, now: datetime) -> None:
    """Remember one unknown code from this address."""
    if settings.VERIFY_MISSES_PER_MINUTE:
        count(MISSES, address_of(request), now)
