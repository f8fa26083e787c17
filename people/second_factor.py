"""Who needs a second factor, and whether it was shown in this session."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from people.models import User
from people.permissions import has_role

# Open without it: signing in and setting up the factor itself, help for somebody in danger, the way
# out, and what strangers may open as well.
OPEN_PREFIXES = (
    "/accounts/",
    "/static/",
    "/media/",
    "/healthz/",
    "/verify/",
    "/worried/",
    "/help/",
    "/exit/",
)


def is_required(user: object) -> bool:
    """True for a user with a role for which the installation asks a second factor."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and isinstance(user, User) and has_role(user, *roles)


def was_shown(request: HttpRequest, user: User) -> bool:
    """True if this session showed a factor that the user still has. Having one is not enough."""
    records = get_authentication_records(request, user)
    shown = [record.get("id") for record in records if record.get("method") == "mfa"]
    return bool(shown) and Authenticator.objects.filter(user=user, pk__in=shown).exists()


def way_to_it(request: HttpRequest) -> str | None:
    """The address where the user shows or sets up the factor; None if nothing is missing."""
    if not settings.SECOND_FACTOR_ROLES or request.path.startswith(OPEN_PREFIXES):
        return None
    user = request.user
    if not isinstance(user, User) or not is_required(user) or was_shown(request, user):
        return None
    if is_mfa_enabled(user):
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
    return reverse("mfa_activate_totp")


def count_as_shown(request: HttpRequest, authenticator: Authenticator) -> None:
    """Setting up an authenticator app proves it in the same breath."""
    kind = {"id": authenticator.pk, "type": authenticator.type}
    record_authentication(request, authenticator.user, "mfa", **kind)


Handler = Callable[[HttpRequest], HttpResponseBase]


def second_factor_middleware(get_response: Handler) -> Handler:
    """Lead users whose role needs a second factor to it, before any other page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        way = way_to_it(request)
        return HttpResponseRedirect(way) if way else get_response(request)

    return middleware
