"""Releasing an edition in the back office: look at what would happen, then do it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from courses.actions import correct_texts, release_edition
from courses.actions.releasing import change_since
from courses.models import Course, CoursePage
from courses.outline import read_live
from courses.permissions import can_release
from courses.present_release import present_release
from courses.views.signed_in import signed_in
from foundation.errors import DomainError


@require_admin_access
def release(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Ask, and on POST release or correct. Those who may not release find no such page."""
    page = get_object_or_404(CoursePage.objects.filter(pk__in=_releasable(request, page_id)))
    if request.method == "POST":
        return _act(request, page)
    return render(request, "courses/admin/release.html", _context(page))


def _releasable(request: HttpRequest, page_id: int) -> list[int]:
    page = CoursePage.objects.filter(pk=page_id).first()
    return [page_id] if page and can_release(signed_in(request), page) else []


def _act(request: HttpRequest, page: CoursePage) -> HttpResponseBase:
    try:
        if "correct" in request.POST:
            texts = correct_texts(by=signed_in(request), page=page, now=timezone.now())
            done = _("Corrected: %(count)d lessons.") % {"count": len(texts)}
        else:
            edition = release_edition(by=signed_in(request), page=page, now=timezone.now())
            done = _("Edition %(number)d of “%(title)s” is released.") % {
                "number": edition.number,
                "title": edition.title,
            }
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("courses_release", page.pk)
    messages.success(request, done)
    return redirect("wagtailadmin_explore", page.pk)


def _context(page: CoursePage) -> dict[str, Any]:
    course = Course.objects.filter(key=page.course_key).first()
    before = course.current_edition if course else None
    live = read_live(page)
    drafts = Page.objects.descendant_of(page, inclusive=True).filter(
        has_unpublished_changes=True, alias_of__isnull=True
    )
    release = present_release(
        live=live,
        before=before,
        change=change_since(before, live),
        course_live=page.live,
        drafts=[draft.get_admin_display_title() for draft in drafts],
    )
    return {"page": page, "release": release}
