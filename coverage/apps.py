from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"
    label = "coverage"
    verbose_name = "Coverage"

    def ready(self) -> None:
        from coverage import tasks  # noqa: F401
        from people.models import Role
        from people.registry import permit

        rights = ("add_requirement", "change_requirement", "view_requirement")
        permit(Role.SECRETARIAT, *(f"coverage.{right}" for right in rights))
