"""Why a certificate was taken out of force, as anybody may read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Coded, and a sentence each that says nothing of the person."""

    MISTAKE = "mistake", _("It was issued by mistake.")
    EVIDENCE = "evidence", _("The result that earned it does not stand.")
    REVIEW = "review", _("It was withdrawn after a review.")
    SUPERSEDED = "superseded", _("A corrected certificate took its place.")
    ERASED = "erased", _("Its holder asked for their name to be removed.")
