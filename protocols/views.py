"""The runner's pages: list, practice, printable sheet, and the format's schema.

Practice stores nothing: answers arrive in one POST, the result is made from it, and neither the
database nor the session learns of it. Nothing may keep a copy either (`no-store`).
"""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from people.permissions import person_of
from protocols import presenters, queries
from protocols.contacts import current_entries
from protocols.documents import SCHEMA_FILE
from protocols.models import ProtocolVersion
from protocols.permissions import can_suspend
from protocols.reading import reading_in, reading_language
from protocols.rules import contact_codes
from protocols.running import run
from protocols.standing import may_be_shown_as_certified
from protocols.suspension import is_suspended, suspend_url, suspended_among

no_store = cache_control(no_store=True, private=True)


def _version_or_404(slug: str, day: date) -> ProtocolVersion:
    version = queries.version_in_force(slug, day)
    if version is None:
        raise Http404
    return version


@login_required
@require_safe
def list_protocols(request: HttpRequest) -> HttpResponse:
    """The protocols in force."""
    versions = queries.versions_in_force(timezone.localdate())
    suspended = suspended_among(versions)
    officer = can_suspend(request.user)  # type: ignore[arg-type]
    heads = [
        {
            **presenters.head(version.document),
            "suspended": version.pk in suspended,
            "suspend_url": suspend_url(version) if officer else "",
        }
        for version in versions
    ]
    return render(request, "protocols/list.html", {"protocols": heads})


@login_required
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    """Run a protocol on a fictional brief; the result is rendered from the POST."""
    day = timezone.localdate()
    version = _version_or_404(slug, day)
    if is_suspended(version):
        return _suspended(request, version, day)
    with reading_in(_language(request, version)):
        return _practise(request, version, day)


def _language(request: HttpRequest, version: ProtocolVersion) -> str:
    """The language asked for, if the protocol is offered in it."""
    asked = request.GET.get("language", "")
    return asked if asked in version.document["languages"] else ""


def _practise(request: HttpRequest, version: ProtocolVersion, day: date) -> HttpResponse:
    setting = queries.setting_of(request.user, version.document, day)
    certified = may_be_shown_as_certified(person_of(request.user), day)
    return run(request, version.document, setting, day, certified=certified)


def _suspended(request: HttpRequest, version: ProtocolVersion, day: date) -> HttpResponse:
    """The emergency steps only, whatever was asked for or posted."""
    entries = current_entries(contact_codes(version.document), day)
    emergency = queries.emergency_contacts(day)
    page = presenters.suspended_page(version.document, entries, emergency, day)
    return render(request, "protocols/suspended.html", page)


@no_store
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The protocol on one sheet of paper, open to everyone."""
    day = timezone.localdate()
    version = _version_or_404(slug, day)
    if is_suspended(version):
        return _suspended(request, version, day)
    entries = current_entries(contact_codes(version.document), day)
    with reading_in(_language(request, version)):
        setting = queries.setting_of(request.user, version.document, day)
        page = presenters.sheet_page(version.document, entries, day, dict(setting.agencies))
        context = {"sheet": page, "today": day, "language": reading_language()}
        context |= {"parishes": setting.parishes, "parish": setting.where.area}
        return render(request, "protocols/sheet.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> FileResponse:
    """JSON Schema of the frozen format, at an address that stays."""
    return FileResponse(SCHEMA_FILE.open("rb"), content_type="application/schema+json")
