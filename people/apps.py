from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

# Head-counts and postings have no "change": they are added, and moved by transfers.
_KEEPING_ORDER = [
    f"{verb}_{model}"
    for model in ("area", "agency", "workplace", "cadre", "roleassignment", "staffrecord")
    for verb in ("add", "change", "view")
] + ["add_establishment", "view_establishment"]


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        from people import checks, handing_over, signals  # noqa: F401
        from people.models import Role
        from people.registry import permit

        for role in (Role.SECRETARIAT, Role.ADMIN):
            permit(role, *(f"people.{right}" for right in _KEEPING_ORDER))
        permit(Role.ADMIN, "people.see_names")
        handing_over.register()

        post_migrate.connect(_sync_groups, dispatch_uid="people.sync_groups")


def _sync_groups(sender: AppConfig, **_kwargs: Any) -> None:
    """Bring the groups in line once all apps have made their permissions."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender is last:
        from people.actions import sync_groups

        sync_groups()
