"""What machines read: the DID document. Public, and readable from any site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from certificates.credentials.did import did_document, did_of
from certificates.credentials.models import SigningKey

FRESH_SECONDS = 300


def for_machines(response: HttpResponse) -> HttpResponse:
    """Readable from any site; kept for five minutes, so that a withdrawn key is soon unknown."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


@require_safe
def did_json(_request: HttpRequest) -> HttpResponse:
    """The keys of this issuer: /.well-known/did.json"""
    did = did_of(settings.BASE_URL)
    keys = SigningKey.objects.published(did).values_list("multikey", flat=True)
    return for_machines(JsonResponse(did_document(did, keys)))
