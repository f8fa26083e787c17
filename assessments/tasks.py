"""Background work of `assessments`."""

from celery import shared_task
from django.utils import timezone

from assessments import actions


@shared_task(name="assessments.close_overdue")
def close_overdue() -> int:
    """Close the attempts whose time is over; gives how many."""
    return actions.close_overdue(now=timezone.now())
