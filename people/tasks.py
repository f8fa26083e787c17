"""Scheduled work of `people`."""

from celery import shared_task
from django.utils import timezone

from people import actions


@shared_task(name="people.mirror_roles")
def mirror_roles() -> None:
    """Every night: roles that began or ended with the day come into, or leave, Wagtail's groups."""
    actions.mirror_all_roles(today=timezone.localdate())


@shared_task(name="people.end_access")
def end_access() -> None:
    """Roles, sessions and tokens of those whose last day is over. Safe to run at any time."""
    actions.end_due_access(now=timezone.now())
