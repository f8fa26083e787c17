"""Scheduled work of `claims`."""

from celery import shared_task
from django.utils import timezone

from people.claims import actions


@shared_task(name="claims.forget_unconfirmed")
def forget_unconfirmed() -> None:
    """Every night: whoever signed up and never confirmed the address is forgotten."""
    actions.forget_unconfirmed(now=timezone.now())
