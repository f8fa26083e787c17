"""Background tasks of the notices room."""

from celery import shared_task
from django.utils import timezone

from foundation.notices import sending


@shared_task(name="notices.send_one", acks_late=True, ignore_result=True)
def send_one(mail_id: int) -> None:
    """Send one mail right after it was written."""
    sending.send_mail(mail_id, now=timezone.now())


@shared_task(name="notices.send_outbox", acks_late=True, ignore_result=True)
def send_outbox() -> None:
    """Send what is due: retries, and what no worker heard of."""
    sending.send_due(now=timezone.now())
