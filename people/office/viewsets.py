"""What the back office lists and edits, declared."""

from typing import Any

from django.db.models import QuerySet
from django.forms import ModelForm, modelform_factory
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from people import permissions
from people.models import (
    Agency,
    Area,
    Cadre,
    Establishment,
    RoleAssignment,
    StaffRecord,
    Workplace,
)
from people.office import forms
from people.office.views import AddView, ChangeView, ListView, RosterListView, VisiblePolicy


class ActionViewSet(ModelViewSet):
    """List, add and change; nothing is ever deleted or copied here."""

    DOORS = frozenset(["index", "index_results", "add", "edit"])

    add_view_class = AddView
    edit_view_class = ChangeView
    index_view_class = ListView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    add_form: type[ModelForm]
    change_form: type[ModelForm] | None = None
    related: tuple[str, ...] = ()

    @staticmethod
    def visible(user: Any) -> QuerySet:
        raise NotImplementedError

    @cached_property
    def permission_policy(self) -> VisiblePolicy:
        return VisiblePolicy(self.model, type(self).visible)

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        if not for_update:
            return self.add_form
        if self.change_form:
            return self.change_form
        return modelform_factory(self.model, form=forms.NameForm, fields=["name"])

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """No history, usage or deletion: the audit trail is the history, and nothing is deleted."""
        closed = {"history_url_name": None, "usage_url_name": None, "delete_url_name": None}
        return super().get_common_view_kwargs(**{**closed, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.DOORS]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(related=self.related, **kwargs)


class AreaViewSet(ActionViewSet):
    model = Area
    icon = "site"
    menu_label = _("Parishes and regions")
    list_display = ["name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    add_form = forms.AreaForm

    @staticmethod
    def visible(user: Any) -> QuerySet[Area]:
        return Area.objects.all()


class AgencyViewSet(ActionViewSet):
    model = Agency
    icon = "group"
    menu_label = _("Agencies")
    list_display = ["name", "code", Column("parent", label=_("Part of"), accessor="parent")]
    related = ("parent",)
    search_fields = ["name", "code"]
    add_form = forms.AgencyForm

    @staticmethod
    def visible(user: Any) -> QuerySet[Agency]:
        return permissions.agencies_visible_to(user)


class WorkplaceViewSet(ActionViewSet):
    model = Workplace
    icon = "home"
    menu_label = _("Workplaces")
    list_display = [
        "name",
        "code",
        Column("agency", label=_("Agency"), accessor="agency"),
        Column("area", label=_("Parish"), accessor="area"),
    ]
    related = ("agency", "area")
    list_filter = ["agency", "area"]
    search_fields = ["name", "code"]
    add_form = forms.WorkplaceForm

    @staticmethod
    def visible(user: Any) -> QuerySet[Workplace]:
        return permissions.workplaces_visible_to(user)


class CadreViewSet(ActionViewSet):
    model = Cadre
    icon = "tag"
    menu_label = _("Posts")
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    add_form = forms.CadreForm

    @staticmethod
    def visible(user: Any) -> QuerySet[Cadre]:
        return Cadre.objects.all()


class EstablishmentViewSet(ActionViewSet):
    """Head-counts are added, never edited: no role holds the right to change one."""

    model = Establishment
    icon = "list-ol"
    menu_label = _("Head-counts")
    list_display = [
        Column("counted_on", label=_("Counted on"), accessor="counted_on", sort_key="counted_on"),
        Column("agency", label=_("Agency"), accessor="agency"),
        Column("area", label=_("Parish or region"), accessor="area"),
        Column("workplace", label=_("Workplace"), accessor="workplace"),
        Column("cadre", label=_("Post"), accessor="cadre"),
        Column("funded", label=_("Funded"), accessor="funded"),
        Column("filled", label=_("Filled"), accessor="filled"),
    ]
    ordering = ["-counted_on", "-pk"]
    related = ("agency", "area", "workplace", "cadre")
    list_filter = ["agency", "cadre", "counted_on"]
    add_form = change_form = forms.EstablishmentForm

    @staticmethod
    def visible(user: Any) -> QuerySet[Establishment]:
        return Establishment.objects.filter(agency__in=permissions.agencies_visible_to(user))


class RosterViewSet(ActionViewSet):
    """People on rosters. Without the right to see names the list is empty."""

    model = StaffRecord
    name = "roster"
    icon = "user"
    menu_label = _("People on rosters")
    list_display = [
        "person",
        Column("sign_in", label=_("Signs in as"), accessor=str),
        Column("agency", label=_("Agency"), accessor="agency"),
    ]
    related = ("person", "agency", "root_agency")
    list_filter = ["agency"]
    ordering = ["person__legal_name", "pk"]
    search_fields = ["person__legal_name", "number"]
    index_view_class = RosterListView
    add_form = forms.RosterForm
    change_form = forms.RosterChangeForm

    @staticmethod
    def visible(user: Any) -> QuerySet[StaffRecord]:
        return permissions.staff_visible_to(user)


class RoleViewSet(ActionViewSet):
    """Who holds which office. Holders of offices are known to those who appoint them."""

    model = RoleAssignment
    name = "roles"
    icon = "key"
    menu_label = _("Roles")
    list_display = [
        Column("user", label=_("Who"), accessor="user"),
        "role",
        Column("agency", label=_("Agency"), accessor="agency"),
        Column("workplace", label=_("Workplace"), accessor="workplace"),
        "starts_on",
        "ends_on",
    ]
    related = ("user__person", "agency", "workplace")
    list_filter = ["role", "agency"]
    ordering = ["role", "-starts_on", "pk"]
    search_fields = ["user__person__legal_name"]
    add_form = forms.RoleForm
    change_form = forms.RoleEndForm

    @staticmethod
    def visible(user: Any) -> QuerySet[RoleAssignment]:
        everything = RoleAssignment.objects.all()
        return everything if permissions.is_everywhere(user) else everything.none()


class PeopleGroup(ModelViewSetGroup):
    menu_label = _("People and places")
    menu_icon = "group"
    menu_order = 400
    items = (
        RosterViewSet,
        RoleViewSet,
        WorkplaceViewSet,
        AgencyViewSet,
        AreaViewSet,
        CadreViewSet,
        EstablishmentViewSet,
    )
