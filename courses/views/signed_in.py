"""Who asks, where a decorator has made sure that somebody is signed in."""

from typing import cast

from django.http import HttpRequest

from people.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request behind `login_required` or Wagtail's own sign-in."""
    return cast(User, request.user)
