"""Who may see and stop jobs: who asked for them, and administrators."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from foundation.audit.actors import Actor, is_system
from foundation.jobs.models import Job


def _permitted(user: object, permission: str) -> bool:
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm(permission))


def jobs_visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    """Own jobs; every job for those who may view them all."""
    if _permitted(user, "jobs.view_job"):
        return Job.objects.all()
    if user.pk is None:
        return Job.objects.none()
    return Job.objects.filter(requested_by_id=user.pk)


def can_cancel_job(by: Actor | AnonymousUser, job: Job) -> bool:
    """The person who asked for it, an administrator, and the system."""
    if not isinstance(by, AbstractBaseUser | AnonymousUser):
        return is_system(by)
    return (by.pk is not None and job.requested_by_id == by.pk) or _permitted(by, "jobs.change_job")
