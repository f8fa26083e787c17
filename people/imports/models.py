"""Files that were sent, what each row would do and did, and what two rosters may say of one person."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.jobs.models import Job
from people.imports.columns import Kind
from people.imports.verdicts import Verdict as V
from people.models import Agency, Establishment, Person, Posting, StaffRecord


class FileImport(models.Model):
    """A file of one agency, from its arrival until it is applied and, perhaps, taken back.

    `content` is blanked as soon as it is not needed, and what the rows say of people some months
    later (`cells`, `cells_gone_at`); numbers and verdicts stay. `as_of` is the day the file speaks of;
    `complete` says that it names everybody, so that who is missing has left.
    """

    class Stage(models.TextChoices):
        COLUMNS = "columns", _("Waiting for columns")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not applied")
        UNREADABLE = "unreadable", _("Cannot be read")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        REVERSING = "reversing", _("Being taken back")
        REVERSED = "reversed", _("Taken back")
        DISCARDED = "discarded", _("Discarded")

    class Cells(models.TextChoices):
        KEPT = "kept", _("Kept")
        GOING = "going", _("Being removed")
        GONE = "gone", _("Removed")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    sheet = models.CharField(max_length=200, blank=True)
    heading_row = models.PositiveIntegerField(default=0)
    columns = models.JSONField(default=dict)
    as_of = models.DateField()
    complete = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.COLUMNS)
    message = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    since_last = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)
    cells = models.CharField(max_length=5, choices=Cells, default=Cells.KEPT)
    cells_gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} file {self.pk}"

    @property
    def has_cells(self) -> bool:
        """Are the cells of its rows still there?"""
        return self.cells == self.Cells.KEPT


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self) -> Self:
        """Rows whose changes are still to be made."""
        return self.filter(outcome="", verdict__in=[*map(str, ImportRow.CHANGING)])


class ImportRow(models.Model):
    """One row with its verdict. Rows of one staff number follow each other by primary key.

    `line` is the row number in the file, 0 for somebody whom a complete file does not name.
    `cells` keeps the row as it was sent where it has to be mended.
    """

    CHANGING = (V.NEW, V.CHANGED, V.TRANSFERRED, V.RETURNED, V.LEFT)

    file = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=20, blank=True)
    verdict = models.CharField(max_length=12)
    entry = models.JSONField(default=dict)
    plan = models.JSONField(default=list)
    cells = models.JSONField(null=True)
    problems = models.JSONField(default=list)
    note = models.CharField(max_length=40, blank=True)
    # What became of it: "done", "already" so, or "refused" with the reason.
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["file", "verdict", "line"], name="imports_row_verdict"),
            models.Index(fields=["file", "number"], name="imports_row_number"),
        ]

    def __str__(self) -> str:
        return f"row {self.line} of file {self.file_id}"


class ImportChange(models.Model):
    """One thing that an import did, so that it can be taken back. `former` is the posting it ended.

    `undone` says what became of it later: "undone", or "kept" with the `obstacle`.
    """

    file = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="changes")
    # Asked for by file only: an index of each key would cost more than the row itself.
    row = models.ForeignKey(
        ImportRow, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    kind = models.CharField(max_length=10)
    staff_record = models.ForeignKey(
        StaffRecord, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    former = models.ForeignKey(
        Posting, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone = models.CharField(max_length=10, blank=True)
    obstacle = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} by file {self.file_id}"


class RememberedColumn(models.Model):
    """What an agency decided about a heading; an empty `column` means "not used"."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    heading = models.CharField(max_length=100)
    column = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "heading"], name="imports_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} is {self.column or 'not used'}"


class LikelyDuplicateQuerySet(models.QuerySet["LikelyDuplicate"]):
    def open(self) -> Self:
        """Those that nobody has decided yet."""
        return self.filter(decision="")


class LikelyDuplicate(models.Model):
    """Two persons who may be one. Somebody decides; nothing is joined by guess.

    Found when a file is applied; `first` was there before `second`. The decision is made on a page
    of its own by those who `can_join_persons`: "same" goes with `people.actions.join_persons`.
    """

    class Why(models.TextChoices):
        EMAIL = "email", _("Same e-mail address")
        NAME = "name", _("Same name and sex")

    class Decision(models.TextChoices):
        SAME = "same", _("One person")
        DIFFERENT = "different", _("Two persons")

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=5, choices=Why)
    found_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["why", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="imports_duplicate_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="imports_duplicate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"persons {self.first_id} and {self.second_id}"
