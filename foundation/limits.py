"""How often one asker may have what costs much, or may guess, in a minute.

Askers are kept as keyed digests and for two minutes. Counted in the cache: where it loses a count, somebody
gets one more.
"""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

WINDOW_SECONDS = 60
# A provider gives each household, and each phone, a network of this size and not one address.
ONE_HOUSEHOLD = 64


def network_of(address: str) -> str:
    """What counts as one asker: an IPv4 address, or the network of 64 bits that an IPv6 one is in."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ip_network((int(read), ONE_HOUSEHOLD), strict=False))


def address_of(request: HttpRequest) -> str:
    """The asker by the address that the request came from, past our own proxies."""
    return network_of(str(get_adapter().get_client_ip(request)))


def asker_of(request: HttpRequest) -> str:
    """Who signed in, wherever they are; a stranger is known by the address."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user {user.pk}"
    return address_of(request)


def _key(what: str, asker: str, now: datetime) -> str:
    minute = int(now.timestamp()) // WINDOW_SECONDS
    return f"{what}:{salted_hmac('foundation.limits', asker).hexdigest()}:{minute}"


def counted(what: str, asker: str, now: datetime) -> int:
    """How often it was counted for this asker in the minute of `now`."""
    return int(cache.get(_key(what, asker, now), 0))


def count(what: str, asker: str, now: datetime) -> int:
    """Count it once more. Returns how often that makes in this minute."""
    key = _key(what, asker, now)
    if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # It was pushed out in between.
        return 1


def takes_too_many_papers(request: HttpRequest, now: datetime) -> bool:
    """Count one paper set while somebody waits; True above what the setting allows a minute. 0: never.

    A paper costs the server as much as several pages, and may be had by strangers.
    """
    limit = settings.PAPERS_PER_MINUTE
    return bool(limit) and count("papers", asker_of(request), now) > limit


def wait_for_papers(request: HttpRequest, *, instead: str) -> HttpResponse:
    """What is said to who took too many: when to come back, and the page that shows the same."""
    page = render(request, "many_papers.html", {"instead": instead}, status=429)
    page["Retry-After"] = str(WINDOW_SECONDS)
    page["Cache-Control"] = "private, no-store"
    return page
