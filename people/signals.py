"""Listening to django-allauth."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from people.second_factor import count_as_shown


@receiver(authenticator_added, dispatch_uid="people.count_as_shown")
def factor_was_set_up(
    sender: type, request: HttpRequest, authenticator: Authenticator, **_kwargs: Any
) -> None:
    """A fresh authenticator app counts for the session that set it up."""
    if authenticator.type == Authenticator.Type.TOTP:
        count_as_shown(request, authenticator)
