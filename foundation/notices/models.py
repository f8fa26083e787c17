"""Notices to people and the outbox of e-mails."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """Something a person is told, shown in their inbox on the site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notices_recipient_new")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


OPEN = models.Q(sent_at=None, kept_at=None, given_up_at=None)


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    """Mails as the domain speaks of them."""

    def due(self, now: dt.datetime) -> "OutboxMailQuerySet":
        """Mails that are to be tried now."""
        waiting = models.Q(next_attempt_at=None) | models.Q(next_attempt_at__lte=now)
        return self.filter(OPEN & waiting)


class OutboxMail(models.Model):
    """An e-mail to one address. Written by the e-mail backend, sent by a scheduled task.

    It ends in one of three ways: sent, kept (there is no mail server, so it stays to be read
    here), or given up after the last attempt.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, blank=True)
    sender = models.CharField(max_length=320)
    to = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=OPEN, name="notices_outbox_due")
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"
