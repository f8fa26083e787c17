from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "certificates.credentials"
    label = "credentials"
    verbose_name = "Credentials"

    def ready(self) -> None:
        from certificates.credentials import checks, listeners  # noqa: F401

        listeners.connect()
