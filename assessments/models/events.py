"""What happened to an attempt beside what is a row already."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.attempts import Attempt


class AttemptEvent(models.Model):
    """What happened to an attempt and left no row of its own. Append-only.

    Starts, answers, results, decisions and grants are rows already: the log of an attempt is made of
    them all (`event_log.log_of`), so that nothing is told twice and an ordinary request writes no event.
    """

    class Kind(models.TextChoices):
        RESUMED = "resumed", _("Resumed")
        TOO_LATE = "too_late", _("Answers refused after the end")
        KEY_SHOWN = "key_shown", _("Right answers shown to the learner")
        READ = "read", _("Answers read by a trainer")

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
