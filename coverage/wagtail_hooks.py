"""Requirements in the back office: who must be certified in what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from coverage.actions import save_requirement
from coverage.models import Requirement


def _save(view: Any) -> Requirement:
    """Through the action, which audits and enrols."""
    form = view.form
    return save_requirement(
        by=view.request.user,
        requirement=form.save(commit=False),
        agencies=form.cleaned_data["agencies"],
        cadres=form.cleaned_data["cadres"],
    )


class AddRequirement(CreateView):
    """Adds through the action."""

    def save_instance(self) -> Requirement:
        requirement = _save(self)
        log(instance=requirement, action="wagtail.create", content_changed=True)
        return requirement


class ChangeRequirement(EditView):
    """Changes through the action."""

    def save_instance(self) -> Requirement:
        self.has_content_changes = self.form.has_changed()
        requirement = _save(self)
        log(instance=requirement, action="wagtail.edit", content_changed=self.has_content_changes)
        return requirement


class RequirementViewSet(ModelViewSet):
    """Who must hold which certificate, from when, within how many days."""

    model = Requirement
    icon = "list-ul"
    menu_label = _("Requirements")
    menu_name = "requirements"
    menu_order = 330
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "programme", "starts_on", "within_days", "ends_on"]
    list_filter = ["programme"]
    search_fields = ["title"]
    add_view_class = AddRequirement
    edit_view_class = ChangeRequirement
    panels = [
        FieldPanel("title"),
        FieldPanel("programme"),
        FieldPanel("agencies", widget=forms.CheckboxSelectMultiple),
        FieldPanel("cadres", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("within_days"), FieldPanel("ends_on")]),
    ]


@hooks.register("register_admin_viewset")
def requirements() -> RequirementViewSet:
    """Show requirements in the menu of those who may change them."""
    return RequirementViewSet("requirements", url_prefix="requirements")
