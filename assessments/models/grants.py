"""What is granted to one person: another attempt, more time. Append-only, with a reason.

Reasons are chosen from a list: a free text would tell of somebody's health or family, and the audit
trail could not hold it.
"""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.choices import MOST_MINUTES, MOST_PERCENT
from people.models import Person


class ExtraAttempt(models.Model):
    """One more attempt at a quiz for one person. The next start that needs it uses it up.

    It opens the quiz at once: the waiting time between attempts does not apply to it.
    """

    class Reason(models.TextChoices):
        RELEARNED = "relearned", _("Has gone through the topics again")
        COACHED = "coached", _("Has been helped by a trainer or colleague")
        DISTURBED = "disturbed", _("Was disturbed or called away")
        TECHNICAL = "technical", _("Trouble with the device, the network or the system")
        NEEDS = "needs", _("Needs that the quiz did not allow for")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="extra_attempts")
    lesson_key = models.UUIDField()
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["person", "lesson_key"], name="assessments_extra_of_person")
        ]

    def __str__(self) -> str:
        return f"extra attempt {self.uuid}"


class ExtraTime(models.Model):
    """More time in quizzes with a limit. A person's latest row holds; zeroes withdraw it.

    An attempt keeps what held when it began.
    """

    class Reason(models.TextChoices):
        READING = "reading", _("Needs longer to read")
        AIDS = "aids", _("Uses a screen reader or other aids")
        LANGUAGE = "language", _("Learns in a second language")
        HEALTH = "health", _("An agreed need that is not written down here")
        ENDED = "ended", _("No longer needed")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="extra_time")
    percent = models.PositiveIntegerField(
        _("more time, in per cent"), default=0, validators=[MaxValueValidator(MOST_PERCENT)]
    )
    minutes = models.PositiveIntegerField(
        _("more minutes"), default=0, validators=[MaxValueValidator(MOST_MINUTES)]
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__lte=MOST_PERCENT) & Q(minutes__lte=MOST_MINUTES),
                name="assessments_extra_time_in_bounds",
            )
        ]

    def __str__(self) -> str:
        return f"extra time {self.pk}"
