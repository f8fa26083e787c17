from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "people.imports"
    label = "imports"
    verbose_name = "Imports"
