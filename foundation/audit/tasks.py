"""Background tasks of the audit room."""

from celery import shared_task
from django.utils import timezone

from foundation.audit import sealing


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    """Seal new audit rows."""
    sealing.seal(now=timezone.now())
