"""The doors of the back office: one way in, and closed to who has no work there."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.views.account import (
    AccountView,
    BaseSettingsPanel,
    LocaleSettingsPanel,
    NotificationsSettingsPanel,
    ThemeSettingsPanel,
)

from people.registry import ADMIN_ACCESS

OFFICE = "/admin/"
Handler = Callable[[HttpRequest], HttpResponseBase]


def office_middleware(get_response: Handler) -> Handler:
    """Answer 403 under /admin/ to signed-in users without a role there.

    Wagtail would send them to the sign-in page, which sends whoever is signed in straight back.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OFFICE):
            user = request.user
            if not isinstance(user, AnonymousUser) and user.is_authenticated:
                _refuse_strangers(user)
        return get_response(request)

    return middleware


def _refuse_strangers(user: object) -> None:
    if not user.has_perm(ADMIN_ACCESS):  # type: ignore[attr-defined]
        raise PermissionDenied


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """In place of Wagtail's own sign-in pages, which know no lock-out and no second factor."""
    wanted = request.GET.get("next", reverse("wagtailadmin_home"))
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


class OfficeAccountView(AccountView):
    """Preferences of the back office only: names and sign-ins are changed elsewhere, by actions."""

    KEPT = (NotificationsSettingsPanel, LocaleSettingsPanel, ThemeSettingsPanel)

    def get_panels(self) -> list[BaseSettingsPanel]:
        return [panel for panel in super().get_panels() if isinstance(panel, self.KEPT)]
