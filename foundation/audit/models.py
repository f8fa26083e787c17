"""The audit trail: rows, and the seals that chain them."""

from django.db import models


class AuditRow(models.Model):
    """One thing done. Opaque ids only: never a name, an address, a number or a text."""

    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=10, choices=[("user", "user"), ("system", "system")])
    actor_id = models.CharField(max_length=64)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="audit_row_object"),
            models.Index(fields=["verb", "at"], name="audit_row_verb_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class AuditSeal(models.Model):
    """A link of the chain: the digest of a batch of rows and of the seal before it."""

    sealed_at = models.DateTimeField(auto_now_add=True)
    number = models.PositiveBigIntegerField(unique=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    # The highest row id in or before this seal: where the search for unsealed rows may begin.
    last_row = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"seal {self.number}"


class SealedRow(models.Model):
    """Which seal covers a row. Of its own, because audit rows are never updated."""

    row = models.OneToOneField(AuditRow, on_delete=models.PROTECT, primary_key=True)
    seal = models.ForeignKey(AuditSeal, on_delete=models.PROTECT, related_name="rows")

    def __str__(self) -> str:
        return f"row {self.row_id} in seal {self.seal_id}"
