"""Whose turn it is to work on an import: applying and taking back never go on side by side."""

from foundation.jobs.actions import JobTaken
from foundation.jobs.models import Job
from people.imports.models import FileImport


def require_turn(job: Job, file: FileImport, stage: str) -> None:
    """Hold the import for this step. Call it inside the step's transaction.

    Raises JobTaken when the import has moved on, or another job works on it.
    """
    mine = FileImport.objects.select_for_update().filter(pk=file.pk, stage=stage, job=job.pk)
    if mine.only("pk").first() is None:
        raise JobTaken
