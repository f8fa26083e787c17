"""The ContactBook in Wagtail: what number stands, how old it is, and changes by two keepers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from foundation.errors import DomainError
from people.permissions import is_same_human
from protocols.actions import accept_contact, propose_contact, refuse_contact
from protocols.contacts import current_entries, open_proposals
from protocols.forms import ContactForm
from protocols.models import Contact, ContactEntry, ContactProposal
from protocols.permissions import can_keep_contacts
from protocols.proof import is_stale


def _keeper_or_404(request: HttpRequest) -> Any:
    if not can_keep_contacts(request.user):  # type: ignore[arg-type]
        raise Http404
    return request.user


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Every contact with its number, the day it was verified and how long ago that was."""
    keeper = _keeper_or_404(request)
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
        "proposals": _proposals(keeper, {row.contact.code: row for row in entries}),
        "stale_count": sum(bool(row["is_stale"]) for row in rows),
        "page_title": _("Contact book"),
        "header_title": _("Contact book"),
        "header_icon": "mobile-alt",
    }
    return render(request, "protocols/admin/contacts.html", context)


def _proposals(keeper: Any, standing: dict[str, ContactEntry]) -> list[dict[str, Any]]:
    """What waits for a second person, beside what stands."""
    return [
        {
            "new": proposal,
            "old": standing.get(proposal.code),
            "own": is_same_human(proposal.proposed_by, keeper),
        }
        for proposal in open_proposals()
    ]


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse what another keeper proposed."""
    keeper = _keeper_or_404(request)
    proposal = get_object_or_404(ContactProposal, pk=pk)
    try:
        if "accept" in request.POST:
            accept_contact(by=keeper, proposal=proposal, now=timezone.now())
            messages.success(request, _("The number holds from now."))
        else:
            refuse_contact(by=keeper, proposal=proposal, now=timezone.now())
            messages.success(request, _("The book stays as it is."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("contact_book:index")


@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: HttpRequest, code: str = "") -> HttpResponse:
    """Propose a new number for a contact, or a new contact. It holds when a second keeper accepts it."""
    by = _keeper_or_404(request)
    contact = get_object_or_404(Contact, code=code) if code else None
    form = ContactForm(request.POST or None, initial=_initial(contact))
    if contact:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            propose_contact(
                by=by,
                now=timezone.now(),
                area=contact.area if contact else None,
                agency=contact.agency if contact else None,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Proposed. It holds as soon as somebody else accepts it; they were told."),
            )
            return redirect("contact_book:index")
    title = _("Propose a number: %s") % contact.name if contact else _("Propose a number")
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
            path("decide/<int:pk>/", decide, name="decide"),
            path("<slug:code>/record/", add_entry, name="record"),
        ]
