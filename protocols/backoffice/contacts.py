"""The ContactBook in Wagtail: what number stands, how old its verification is, and a new entry."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from foundation.errors import DomainError
from protocols.actions import record_contact
from protocols.contacts import current_entries
from protocols.forms import ContactForm
from protocols.models import Contact
from protocols.permissions import can_keep_contacts
from protocols.proof import is_stale


def _keeper_or_404(request: HttpRequest) -> Any:
    if not can_keep_contacts(request.user):  # type: ignore[arg-type]
        raise Http404
    return request.user


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Every contact with its number, the day it was verified and how long ago that was."""
    _keeper_or_404(request)
    day = timezone.localdate()
    entries = sorted(current_entries(None, day).values(), key=lambda entry: entry.contact.name)
    rows = [
        {
            "entry": entry,
            "age": (day - entry.verified_on).days if entry.verified_on else None,
            "is_stale": is_stale(entry.verified_on, day),
        }
        for entry in entries
    ]
    context = {
        "rows": rows,
        "stale_count": sum(bool(row["is_stale"]) for row in rows),
        "page_title": _("Contact book"),
        "header_title": _("Contact book"),
        "header_icon": "mobile-alt",
    }
    return render(request, "protocols/admin/contacts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new number for a contact, or a new contact. What stood before stays in the record."""
    by = _keeper_or_404(request)
    contact = get_object_or_404(Contact, code=code) if code else None
    form = ContactForm(request.POST or None, initial=_initial(contact))
    if contact:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            record_contact(
                by=by,
                now=timezone.now(),
                area=contact.area if contact else None,
                agency=contact.agency if contact else None,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The number was recorded. It holds from now."))
            return redirect("contact_book:index")
    title = _("Record a number")
    context = {
        "form": form,
        "page_title": title,
        "header_title": title,
        "header_icon": "mobile-alt",
    }
    return render(request, "protocols/admin/contact_form.html", context)


def _initial(contact: Contact | None) -> dict[str, Any]:
    if contact is None:
        return {}
    latest = contact.entries.order_by("recorded_at", "pk").last()
    known = {"code": contact.code, "name": contact.name}
    if latest is None:
        return known
    fields = ("phone", "hours", "source", "note")
    return {**known, **{field: getattr(latest, field) for field in fields}}


class ContactBookMenuItem(MenuItem):
    """Shown to whoever keeps the book."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only keepers see the book in the menu."""
        return can_keep_contacts(request.user)  # type: ignore[arg-type]


class ContactBookViewSet(ViewSet):
    """The ContactBook under Wagtail's admin."""

    name = "contact_book"
    url_prefix = "contacts"
    icon = "mobile-alt"
    menu_label = gettext_lazy("Contact book")
    menu_order = 260
    add_to_admin_menu = True
    menu_item_class = ContactBookMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, new contact, new number."""
        return [
            path("", book, name="index"),
            path("add/", add_entry, name="add"),
            path("<slug:code>/record/", add_entry, name="record"),
        ]
