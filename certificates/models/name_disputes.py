"""A person says that the name to be printed on their certificates is wrong."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Person


class NameDisputeQuerySet(models.QuerySet["NameDispute"]):
    def waiting(self) -> Self:
        """Those that nobody has decided."""
        return self.filter(decided_at=None)


class NameDispute(models.Model):
    """What the name should be and why, and what the keeper of the roster said. One waits at a time.

    `shown` is the name on record when it was raised. `answer` says why it was refused.
    """

    class State(models.TextChoices):
        WAITING = "", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="name_disputes")
    shown = models.CharField(max_length=120)
    wanted = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NameDisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(decided_at=None),
                name="certificates_name_disputed_once",
            ),
            models.CheckConstraint(
                condition=Q(state="", decided_at=None)
                | (~Q(state="") & Q(decided_at__isnull=False)),
                name="certificates_name_decided_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
