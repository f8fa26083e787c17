"""Drafts as snippets, with check, sign and freeze beside them."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.decorators import method_decorator
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
from wagtail.utils.decorators import xframe_options_sameorigin_override

from people.models import User
from protocols.actions import record_edit
from protocols.backoffice import exporting, importing, review, suspending, waiving
from protocols.blocks import Offer, offering
from protocols.clicking import offer_of
from protocols.languages import ENGLISH
from protocols.models import ProtocolDraft
from protocols.permissions import can_write_draft
from protocols.places import places_of
from protocols.queries import compile_as_it_stands
from protocols.review_lines import placed_problems

# A field of the practice page in a preview: its answers come to the preview's own address.
RUN = "run"


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
    """Rules choose among what the draft that is open holds, and its languages are drawn."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer while they are on offer; the form is drawn before they go."""
        draft = ProtocolDraft.objects.filter(pk=kwargs.get("pk", 0)).first()
        with offering(offer_of(draft) if draft else Offer(languages=[ENGLISH])):
            response: Any = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            return response.render() if hasattr(response, "render") else response


class DraftIndexView(IndexView):
    """The drafts; whoever may not write opens the check instead."""

    def get_edit_url(self, instance: ProtocolDraft) -> str:
        """The editor for specialists, the check for everyone else."""
        return super().get_edit_url(instance) or check_url(instance)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's own, and the way to import a form."""
        buttons = list(super().header_more_buttons)
        if can_write_draft(self.request.user):
            url = reverse("protocol_drafts:import_form")
            buttons.append(Button(_("Import an XLSForm"), url=url, icon_name="upload", priority=20))
        return buttons

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
    """A draft as its users would meet it, before it is saved: read it, answer it, see what follows."""

    @method_decorator(xframe_options_sameorigin_override)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what the editor sends for the preview, or answer a run within it."""
        if RUN not in request.POST:
            kept: HttpResponse = super().post(request, *args, **kwargs)
            return kept
        form = self.get_form(self._get_form_data(self._get_form_state()))
        if not self.validate_form(form):
            refused: HttpResponse = self.error_response()
            return refused
        draft: ProtocolDraft = form.save(commit=False)
        return draft.serve_preview(request, request.GET.get("mode") or ENGLISH)


class DraftProblemsView(OffersItems, PreviewOnEditView):
    """What keeps the draft on somebody's screen from being signed, told while it is written."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Each problem with its place in the editor. Nothing is saved."""
        form = self.get_form(request.POST)
        try:
            readable = self.validate_form(form)
        except MultiValueDictKeyError:  # not sent by the editor: whole parts are missing
            readable = False
        if not readable:
            return JsonResponse({"is_valid": False, "problems": []})
        draft: ProtocolDraft = form.save(commit=False)
        compiled = compile_as_it_stands(draft, timezone.localdate())
        lines = placed_problems(compiled.problems, places_of(draft))
        problems = [
            {"href": href, "place": str(place), "text": text} for href, place, text in lines
        ]
        return JsonResponse({"is_valid": True, "problems": problems})


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

    @property
    def problems_view(self) -> Any:
        """The check of what is on the screen."""
        form_class = self.get_form_class(for_update=True)
        return self.construct_view(DraftProblemsView, form_class=form_class)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's pages of a snippet, and ours."""
        return [
            *super().get_urlpatterns(),
            path("problems/<int:pk>/", self.problems_view, name="problems"),
            path("import/", importing.import_form, name="import_form"),
            path("export/<int:pk>/", exporting.export_form, name="export_form"),
            path("check/<int:pk>/", review.check, name="check"),
            path("sign/<int:pk>/", review.sign, name="sign"),
            path("freeze/<int:pk>/", review.freeze, name="freeze"),
            path("changes/<int:pk>/", review.changes, name="changes"),
            path("suspend/<int:pk>/", suspending.suspend, name="suspend"),
            path("waive/<int:pk>/<str:key>/", waiving.waive, name="waive"),
        ]
