"""Programmes in the back office: what a certificate attests."""

from typing import Any

from django import forms
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from certificates.actions import save_programme
from certificates.models import MOST_SIGNATORIES, Programme
from certificates.preview_views import PaperPanel, PreviewChanged, PreviewNew
from certificates.programme_form import ProgrammeForm
from certificates.signatory_form import SignatoriesPanel


def _save(view: Any) -> Programme:
    """Through the action, which audits."""
    form = view.form
    return save_programme(
        by=view.request.user,
        programme=form.save(commit=False),
        equivalents=form.cleaned_data["equivalents"],
    )


class AddProgramme(CreateView):
    """Adds through the action, which audits."""

    def save_instance(self) -> Programme:
        programme = _save(self)
        log(instance=programme, action="wagtail.create", content_changed=True)
        return programme


class ChangeProgramme(EditView):
    """Changes through the action, which audits."""

    def save_instance(self) -> Programme:
        self.has_content_changes = self.form.has_changed()
        programme = _save(self)
        log(instance=programme, action="wagtail.edit", content_changed=self.has_content_changes)
        return programme


class ProgrammeViewSet(ModelViewSet):
    """What the Secretariat certifies."""

    model = Programme
    icon = "tick-inverse"
    menu_label = _("Certificates")
    menu_name = "programmes"
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "code", "course", "validity_months"]
    list_filter = ["course"]
    search_fields = ["title", "code"]
    add_view_class = AddProgramme
    edit_view_class = ChangeProgramme
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code"),
            FieldPanel("course"),
            FieldPanel("validity_months"),
            MultiFieldPanel(
                [
                    FieldPanel("renewal_months"),
                    FieldPanel("active_months"),
                    FieldPanel("refresher"),
                ],
                heading=_("Renewal"),
            ),
            FieldPanel("equivalents", widget=forms.CheckboxSelectMultiple),
            FieldPanel("hours_by_category"),
            MultiFieldPanel(
                [FieldPanel("accrediting_body"), FieldPanel("accreditation_number")],
                heading=_("Accreditation"),
            ),
            PaperPanel(
                [
                    *(FieldPanel(name) for name in ("layout", "colour", "motto", "closing")),
                    SignatoriesPanel(
                        "signatories",
                        panels=[
                            FieldPanel(name) for name in ("name", "office", "upload", "remove")
                        ],
                        heading=_("Signed by"),
                        label=_("Signatory"),
                        help_text=_(
                            "In the order of the paper, for certificates issued from now on. Older ones "
                            "keep theirs."
                        ),
                        max_num=MOST_SIGNATORIES,
                    ),
                ],
                heading=_("Paper"),
            ),
        ],
        base_form_class=ProgrammeForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's own, and the preview in a new form and in one that is being changed."""
        new = self.construct_view(PreviewNew, **self.get_add_view_kwargs())
        changed = self.construct_view(PreviewChanged, **self.get_edit_view_kwargs())
        return [
            *super().get_urlpatterns(),
            path("preview/", new, name="preview_new"),
            path("preview/<int:pk>/", changed, name="preview"),
        ]


@hooks.register("register_admin_viewset")
def programmes() -> ProgrammeViewSet:
    """Show programmes in the menu of those who may change them."""
    return ProgrammeViewSet("programmes", url_prefix="programmes")
