"""Drafts as snippets, with check, sign and freeze beside them."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    IndexView,
    PreviewOnEditView,
    SnippetViewSet,
)

from people.models import User
from protocols.actions import record_edit
from protocols.backoffice import review, suspending, waiving
from protocols.blocks import offering_items
from protocols.compiling import items_of_draft
from protocols.models import ProtocolDraft


def check_url(draft: ProtocolDraft) -> str:
    """Where a draft is checked, signed and put in force."""
    return reverse("protocol_drafts:check", args=[draft.pk])


class RecordsEdits:
    """Whatever saves a draft here leaves who did it, in the same transaction.

    Around `form_valid`, because going back to an old revision has a `save_instance` of its own.
    """

    request: HttpRequest
    object: Any

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, and write down who saved."""
        by = self.request.user
        assert isinstance(by, User)
        with transaction.atomic():
            if form.instance.pk is None:
                form.instance.author = by
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            if self.object and self.object.pk:
                record_edit(by=by, draft=self.object, now=timezone.now())
        return response


class OffersItems:
    """Rules choose among the signs of the draft that is open."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer while the draft's signs are on offer; the form is drawn before they go."""
        draft = ProtocolDraft.objects.filter(pk=kwargs.get("pk", 0)).first()
        rows = items_of_draft(draft) if draft else []
        with offering_items([(key, f"{code}: {wording[:60]}") for key, code, wording in rows]):
            response: Any = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response


class DraftIndexView(IndexView):
    """The drafts; whoever may not write opens the check instead."""

    def get_edit_url(self, instance: ProtocolDraft) -> str:
        """The editor for specialists, the check for everyone else."""
        return super().get_edit_url(instance) or check_url(instance)

    def get_list_more_buttons(self, instance: ProtocolDraft) -> list[Any]:
        """Check first; it leads to signing and freezing."""
        check = Button(
            _("Check, sign, freeze"), url=check_url(instance), icon_name="check", priority=5
        )
        rest = super().get_list_more_buttons(instance)
        return [check, *(rest if self.user_has_permission("change") else [])]


class DraftCreateView(RecordsEdits, OffersItems, CreateView):
    """A new draft."""


class DraftEditView(RecordsEdits, OffersItems, EditView):
    """A draft being written."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's own, and the way to check, sign and freeze."""
        check = Button(
            _("Check, sign, freeze"), url=check_url(self.object), icon_name="check", priority=5
        )
        return [*super().header_more_buttons, check]


class DraftPreviewView(OffersItems, PreviewOnEditView):
    """A draft as its users would meet it, before it is saved."""


class DraftViewSet(SnippetViewSet):
    """Drafts in the menu of whoever may see them."""

    model = ProtocolDraft
    icon = "clipboard-list"
    menu_label = _("Protocols")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "version", "effective_from", "review_due"]
    index_view_class = DraftIndexView
    add_view_class = DraftCreateView
    edit_view_class = DraftEditView
    preview_on_edit_view_class = DraftPreviewView
    copy_view_enabled = False
    admin_url_namespace = "protocol_drafts"

    def register_chooser_viewset(self) -> None:
        """None: nothing refers to a draft, and Wagtail's chooser shows all of them to anybody."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's pages of a snippet, and ours."""
        return [
            *super().get_urlpatterns(),
            path("check/<int:pk>/", review.check, name="check"),
            path("sign/<int:pk>/", review.sign, name="sign"),
            path("freeze/<int:pk>/", review.freeze, name="freeze"),
            path("changes/<int:pk>/", review.changes, name="changes"),
            path("suspend/<int:pk>/", suspending.suspend, name="suspend"),
            path("waive/<int:pk>/<str:key>/", waiving.waive, name="waive"),
        ]
