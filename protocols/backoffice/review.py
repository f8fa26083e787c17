"""Reading a draft before it is signed or put in force, each with a page to confirm."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from foundation.errors import DomainError
from people.models import Role, User
from protocols import presenters, queries, review_lines
from protocols.actions import freeze_protocol_version, sign_draft
from protocols.comparing import compare, smallest_version, step_of
from protocols.contacts import current_entries
from protocols.models import ProtocolDraft, ProtocolVersion
from protocols.permissions import (
    can_freeze,
    can_keep_contacts,
    can_suspend,
    can_waive_wording,
    can_write_draft,
    drafts_visible_to,
    signs_as,
)
from protocols.proof import stale_contacts
from protocols.rules import contact_codes
from protocols.suspension import suspended_among


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be frozen, what stands in the way, and who has signed it."""
    draft = _draft_or_404(request, pk)
    context = _context(request.user, draft, _("Check"))
    return render(request, "protocols/admin/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm and sign exactly what was read."""
    draft = _draft_or_404(request, pk)
    if request.method == "POST":
        return _try(request, draft, sign_draft, _("You signed this content."))
    context = _context(request.user, draft, _("Sign"))
    return render(request, "protocols/admin/sign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm and put in force exactly what was read and signed."""
    draft = _draft_or_404(request, pk)
    if request.method == "POST":
        return _try(request, draft, freeze_protocol_version, _("The protocol was frozen."))
    context = _context(request.user, draft, _("Freeze"))
    return render(request, "protocols/admin/freeze.html", context)


def _draft_or_404(request: HttpRequest, pk: int) -> ProtocolDraft:
    return get_object_or_404(drafts_visible_to(request.user), pk=pk)


def _try(
    request: HttpRequest, draft: ProtocolDraft, action: Callable[..., object], done: str
) -> HttpResponse:
    """Do it and say so, or say why not; either way back to the check."""
    try:
        action(
            by=request.user,
            draft=draft,
            now=timezone.now(),
            expected_hash=request.POST.get("content_hash", ""),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("protocol_drafts:check", draft.pk)


def _context(user: Any, draft: ProtocolDraft, title: str) -> dict[str, Any]:
    day = timezone.localdate()
    compiled = queries.compile_as_it_stands(draft, day)
    readable = all(problem.kind != "document" for problem in compiled.problems)
    digest = compiled.content_hash
    return {
        "draft": draft,
        "header_title": f"{title}: {draft.name}",
        "page_title": title,
        "page_subtitle": draft.name,
        "header_icon": "clipboard-list",
        "problems": review_lines.problem_lines(compiled.problems),
        "content_hash": digest,
        "version": draft.version,
        "signatures": _signatures(draft, digest),
        "missing": [str(Role(role).label) for role in queries.missing_roles(draft, digest)],
        "versions": _versions(draft),
        "can_suspend": can_suspend(user),
        "can_edit": can_write_draft(user),
        "can_sign": isinstance(user, User) and signs_as(user) is not None,
        "is_author": isinstance(user, User) and queries.wrote_since_last_version(draft, user),
        "can_freeze": can_freeze(user),
        "reading": _reading(compiled.document, day) if readable else None,
        "compared": _compared(draft, compiled.document) if readable else {},
        "languages": review_lines.language_lines(compiled.document) if readable else [],
        "findings": review_lines.finding_lines(compiled.findings, list(draft.waivers.all())),
        "can_waive": can_waive_wording(user),
        "keeps_contacts": can_keep_contacts(user),
        "stale": _stale(compiled.document, day) if readable else [],
    }


def _compared(draft: ProtocolDraft, document: dict[str, Any]) -> dict[str, Any]:
    """What differs from the version frozen last, and the version that this asks for."""
    last = queries.last_version(draft)
    if last is None:
        return {}
    changes = compare(last.document, document)
    return {
        "since": last.version,
        "changes": review_lines.change_lines(changes),
        "smallest": smallest_version(last.version, step_of(changes)),
    }


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What a frozen version changed, item by item."""
    drafts = drafts_visible_to(request.user)
    version = get_object_or_404(ProtocolVersion, pk=pk, draft__in=drafts)
    before = queries.version_before(version)
    if before is None:
        raise Http404
    title = _("What changed")
    context = {
        "version": version,
        "since": before.version,
        "changes": review_lines.change_lines(compare(before.document, version.document)),
        "page_title": title,
        "page_subtitle": f"{version.title} {version.version}",
        "header_title": f"{title}: {version.title} {version.version}",
        "header_icon": "clipboard-list",
    }
    return render(request, "protocols/admin/changes.html", context)


def _versions(draft: ProtocolDraft) -> list[dict[str, Any]]:
    """Every frozen version, the newest first, and whether it is suspended."""
    versions = list(draft.versions.order_by("-frozen_at"))
    suspended = suspended_among(versions)
    first = versions[-1].pk if versions else None
    return [
        {"row": row, "suspended": row.pk in suspended, "has_before": row.pk != first}
        for row in versions
    ]


def _reading(document: dict[str, Any], day: Any) -> dict[str, Any]:
    entries = current_entries(contact_codes(document), day)
    return presenters.sheet_page(document, entries, day, queries.agency_names(document))


def _stale(document: dict[str, Any], day: Any) -> list[str]:
    entries = current_entries(contact_codes(document), day)
    days = {code: entry.verified_on for code, entry in entries.items()}
    names = {code: entry.contact.name for code, entry in entries.items()}
    return [names.get(code, code) for code in stale_contacts(document, days, day)]


def _signatures(draft: ProtocolDraft, digest: str) -> list[dict[str, Any]]:
    """Everyone who signed, and whether it still counts."""
    rows = draft.signatures.select_related("signed_by__person").order_by("-signed_at")
    return [
        {
            "name": row.signed_by.get_full_name(),
            "role": row.get_role_display(),
            "at": row.signed_at,
            "counts": row.content_hash == digest,
        }
        for row in rows
    ]
