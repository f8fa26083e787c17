from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        from certificates import changes, listeners, registering, rosters
        from certificates import tasks as _tasks  # noqa: F401
        from people.models import Role
        from people.registry import permit

        listeners.connect()
        registering.register()
        changes.register()
        rosters.register()
        rights = ("add_programme", "change_programme", "view_programme")
        permit(Role.SECRETARIAT, *(f"certificates.{right}" for right in rights))
