from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "people.claims"
    label = "claims"
    verbose_name = "Claims"
