"""The languages a protocol can be written in, whatever language the pages themselves have."""

from django.utils.translation import gettext_lazy as _

ENGLISH = "en"
LANGUAGE_NAMES = {
    ENGLISH: _("English"),
    "es": _("Spanish"),
    "jam": _("Jamaican, to read aloud"),
    "ht": _("Haitian Creole"),
}
LANGUAGES = tuple(LANGUAGE_NAMES)


def default_languages() -> list[str]:
    """English, which every protocol has."""
    return [ENGLISH]
