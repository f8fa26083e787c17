"""Where a browser gets what it locks a person's data away with."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.device_keys import device_owner, device_secrets
from people.models import User


@never_cache
@require_safe
@login_required
def device_key(request: HttpRequest) -> HttpResponse:
    """The name and the secrets of the person signed in, once after signing in."""
    user = request.user
    if not isinstance(user, User) or user.person is None:
        raise Http404
    owner, secrets = device_owner(user.person), device_secrets(user.person)
    return JsonResponse({"owner": owner, "secrets": secrets})
