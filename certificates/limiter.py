"""How often one address may ask for codes that nobody was given.

Only misses count: a code that is right proves that the asker holds a certificate, and an office that
checks a class of sixty from one connection must not be turned away. Addresses are kept as keyed
digests and for two minutes.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

WINDOW_SECONDS = 60


def _key(request: HttpRequest, now: datetime) -> str:
    address = str(get_adapter().get_client_ip(request))
    minute = int(now.timestamp()) // WINDOW_SECONDS
    return f"verify:{salted_hmac('certificates.limiter', address).hexdigest()}:{minute}"


def is_exhausted(request: HttpRequest, now: datetime) -> bool:
    """True if this address has missed too often in the minute of `now`. 0 in the setting: never."""
    limit = settings.VERIFY_MISSES_PER_MINUTE
    return bool(limit) and cache.get(_key(request, now), 0) >= limit


def takes_too_many_papers(request: HttpRequest, now: datetime) -> bool:
    """Count one paper set for this address; True above what the setting allows a minute. 0: never.

    A paper costs the server a hundred times what a page does, and a code that is right proves
    nothing about haste.
    """
    limit = settings.PAPERS_PER_MINUTE
    if not limit:
        return False
    key = f"papers:{_key(request, now)}"
    if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        return False
    return bool(cache.incr(key) > limit)


def count_miss(request: HttpRequest, now: datetime) -> None:
    """Remember one unknown code from this address."""
    if not settings.VERIFY_MISSES_PER_MINUTE:
        return
    key = _key(request, now)
    if not cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        cache.incr(key)
