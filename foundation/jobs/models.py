"""Long work as rows. A row is the record; a broker's message only wakes a worker."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of work, with its progress. Written in the transaction that asks for it.

    `lease` names the run that owns the row at the moment. Progress is written only by its owner,
    so a worker that was given up for lost cannot write when it comes back.
    """

    # Not kept: whether `enqueue` found it, asked for before, instead of making it.
    found = False

    class Status(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Working")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped by an error")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    alike = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="What two jobs of a kind share that would do the same: one of them at a time is open",
    )
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "heartbeat_at"], name="jobs_status_heartbeat"),
            models.Index(fields=["requested_by", "-created_at"], name="jobs_requester_new"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done__lte=models.F("total")), name="jobs_done_within_total"
            ),
            models.CheckConstraint(
                condition=~models.Q(status="running") | models.Q(lease__isnull=False),
                name="jobs_running_has_lease",
            ),
            models.UniqueConstraint(
                fields=["kind", "alike"],
                condition=models.Q(status__in=["queued", "running"]) & ~models.Q(alike=""),
                name="jobs_alike_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"

    @property
    def is_open(self) -> bool:
        """True while the work waits or runs."""
        return self.status in {self.Status.QUEUED, self.Status.RUNNING}
