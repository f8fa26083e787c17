"""Leaving at once, for somebody who may be watched."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


def _meant(request: HttpRequest) -> bool:
    """False when another site, or a browser looking ahead, asked instead of the person."""
    came_from = request.headers.get("Sec-Fetch-Site", "none")
    return came_from in {"none", "same-origin"} and "Sec-Purpose" not in request.headers


@never_cache
@require_safe
def exit_page(request: HttpRequest) -> HttpResponse:
    """Sign out, let the browser drop what it kept of this site, and show an ordinary page.

    A GET, because the button must work as a plain link: a form could not be redirected to another
    site under our Content-Security-Policy. Another site cannot use it to sign somebody out.
    `?keep=sealed` is the page's script saying that it has dropped the key, and that answers not sent
    yet lie on the device, sealed: they alone stay (docs/decisions/0011).
    """
    response = HttpResponseRedirect(settings.EXIT_URL)
    response.headers["Referrer-Policy"] = "no-referrer"
    if _meant(request):
        logout(request)
        sealed = request.GET.get("keep") == "sealed"
        response.headers["Clear-Site-Data"] = '"cache"' if sealed else '"cache", "storage"'
        response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response
