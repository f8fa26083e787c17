from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class FirstlineConfig(AppConfig):
    name = "firstline"
    label = "firstline"
    verbose_name = "Firstline"

    def ready(self) -> None:
        """Say what administrators may do in the foundation, which knows no roles."""
        from people.registry import permit

        permit(
            "admin",
            "audit.view_auditrow",
            "jobs.view_job",
            "jobs.change_job",
            "notices.view_outboxmail",
        )
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="firstline.cache_table")


def _make_cache_table(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Lock-out counters need their table wherever the cache is the database. Safe to repeat."""
    call_command("createcachetable", database=using, verbosity=0)
