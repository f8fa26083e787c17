"""What the frame of every page needs to know."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from firstline.navigation import foot_links_for, navigation_for
from people.device_keys import device_owner
from people.models import User


def chrome(request: HttpRequest) -> dict[str, object]:
    """Names and addresses for the base template.

    The links are functions, which a template calls when it shows them: a page without the frame
    pays nothing, one with it at most one query.
    """
    return {
        "issuer_name": settings.ISSUER_NAME,
        "host_ministry": settings.HOST_MINISTRY,
        "base_url": settings.BASE_URL,
        "join_open": settings.JOIN_OPEN,
        "device_owner": lambda: _device_owner(request),
        "home_url": settings.LOGIN_REDIRECT_URL,
        "navigation": lambda: navigation_for(request),
        "foot_links": lambda: foot_links_for(request),
        "unsent_notes": lambda: _unsent_notes(get_language()),
    }


@lru_cache(maxsize=32)
def _unsent_notes(language: str | None) -> str:
    """What scripts show of answers not sent yet: the same for everybody who reads this language."""
    return render_to_string("components/unsent.html")


def _device_owner(request: HttpRequest) -> str:
    """The name under which this browser keeps the person's data, empty if nobody is signed in."""
    user = request.user
    return device_owner(user.person) if isinstance(user, User) and user.person else ""
