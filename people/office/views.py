"""Wagtail's generic views, saving by actions and showing only what the user may see."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from wagtail.admin.views import generic
from wagtail.permission_policies import ModelPermissionPolicy

from foundation.errors import DomainError
from people.queries import search_staff

Visible = Callable[[Any], QuerySet]


class VisiblePolicy(ModelPermissionPolicy):
    """A role's permission for the kind of object, and the right to see this one."""

    def __init__(self, model: type[Model], visible: Visible) -> None:
        super().__init__(model)
        self.visible = visible

    def user_has_permission_for_instance(
        self, user: AbstractBaseUser, action: str, instance: Model
    ) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: AbstractBaseUser, actions: list[str], instance: Model
    ) -> bool:
        return (
            self.user_has_any_permission(user, actions)
            and self.visible(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(
        self, user: AbstractBaseUser, actions: list[str]
    ) -> QuerySet:
        seen = self.visible(user)
        return seen if self.user_has_any_permission(user, actions) else seen.none()


class SavesByAction:
    """What an action refuses stands above the form, and nothing is kept of it."""

    form: Any
    request: Any

    def save_instance(self) -> Model:
        return self.form.save_by(self.request.user)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = str(refusal)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class AddView(SavesByAction, generic.CreateView):
    """Add by an action."""


class ChangeView(SavesByAction, generic.EditView):
    """Change by an action. Another's object is not there."""

    def get_queryset(self) -> QuerySet:
        policy = self.permission_policy
        return policy.instances_user_has_any_permission_for(self.request.user, ["change"])


class ListView(generic.IndexView):
    """A list of what the user may see, with what its columns need in one query."""

    related: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet:
        policy = self.permission_policy
        seen = policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        return seen.select_related(*self.related)


class RosterListView(ListView):
    """People on rosters, found as on the roster's own page."""

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return search_staff(queryset, self.search_query)
