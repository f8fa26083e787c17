"""What machines read: the DID document and credentials. Public, and readable from any site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates import limiter
from certificates.credentials.did import did_document, did_of
from certificates.credentials.models import SigningKey, StatusList
from certificates.credentials.paper import paper_at_hand
from certificates.credentials.queries import newest_list, text_of
from certificates.errors import CannotPrint
from certificates.models import Certificate, SignaturePicture
from certificates.serials import normalised
from foundation.formats.typesetting import Paper
from foundation.limits import WINDOW_SECONDS, takes_too_many_papers

FRESH_SECONDS = 300
SIGNED_WITHIN_SECONDS = 60
FOR_EVER_SECONDS = 365 * 24 * 3600


def for_machines(response: HttpResponse, *, cached: bool = False) -> HttpResponse:
    """Readable from any site. What names a person is kept by no cache and no search engine.

    What names nobody is kept for five minutes, so that a withdrawn key is soon unknown.
    """
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}" if cached else "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _refusal(status: int, word: str, wait: int = 0) -> HttpResponse:
    """Why there is nothing to read, in one shape."""
    response = for_machines(JsonResponse({"error": word}, status=status))
    if wait:
        response["Retry-After"] = str(wait)
    return response


@require_safe
def did_json(_request: HttpRequest) -> HttpResponse:
    """The keys of this issuer: /.well-known/did.json"""
    did = did_of(settings.BASE_URL)
    keys = SigningKey.objects.published(did).values_list("multikey", flat=True)
    return for_machines(JsonResponse(did_document(did, keys)), cached=True)


def _found(request: HttpRequest, code: str) -> tuple[Certificate, str] | HttpResponse:
    """The certificate of a code with its signed text, or why there is none to read."""
    now = timezone.now()
    if limiter.is_exhausted(request, now):
        return _refusal(429, "too many unknown codes", wait=WINDOW_SECONDS)
    loaded = Certificate.objects.select_related("printed", "revocation")
    certificate = loaded.filter(code=normalised(code)).first()
    if certificate is None:
        limiter.count_miss(request, now)
        return _refusal(404, "unknown code")
    if not certificate.printed.legal_name:
        return _refusal(410, "the holder's name was removed")
    kept = text_of(certificate)
    if kept is None:
        return _refusal(503, "not signed yet", wait=SIGNED_WITHIN_SECONDS)
    if not kept.text:
        return _refusal(410, "the holder's name was removed")
    return certificate, kept.text


@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """A signed certificate, to the byte as it was signed: /credentials/<code>.json"""
    found = _found(request, code)
    if isinstance(found, HttpResponse):
        return found
    return for_machines(HttpResponse(found[1], content_type="application/json"))


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The paper with the signed credential in it: /credentials/<code>.pdf, ?paper=letter"""
    found = _found(request, code)
    if isinstance(found, HttpResponse):
        return found
    certificate, text = found
    if certificate.revoked:
        return _refusal(410, "revoked")
    if takes_too_many_papers(request, timezone.now()):
        return _refusal(429, "too many papers", wait=WINDOW_SECONDS)
    size: Paper = "us-letter" if request.GET.get("paper") == "letter" else "a4"
    try:
        made = paper_at_hand(certificate, paper=size, credential=text)
    except CannotPrint:
        return _refusal(409, "our fonts lack a letter of the name")
    response = for_machines(HttpResponse(made, content_type="application/pdf"))
    response["Content-Disposition"] = f'inline; filename="{certificate.serial}.pdf"'
    return response


@require_safe
def signature(_request: HttpRequest, digest: str) -> HttpResponse:
    """The picture of a signature that certificates show: /credentials/signatures/<sha256>.png

    Who has its digest has read it on a certificate. It is the same for ever, and kept by any cache.
    """
    kept = SignaturePicture.objects.filter(pk=digest).first()
    if kept is None:
        return _refusal(404, "unknown picture")
    response = for_machines(HttpResponse(bytes(kept.content), content_type="image/png"))
    response["Cache-Control"] = f"public, max-age={FOR_EVER_SECONDS}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def status_list(_request: HttpRequest, number: int) -> HttpResponse:
    """A signed list of what was revoked: /credentials/status/<number>.json"""
    newest = newest_list(number)
    if newest is not None:
        answer = HttpResponse(newest.text, content_type="application/json")
        return for_machines(answer, cached=True)
    if StatusList.objects.filter(number=number).exists():
        return _refusal(503, "not signed yet", wait=SIGNED_WITHIN_SECONDS)
    return _refusal(404, "unknown list")
