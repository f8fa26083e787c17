"""Who may read notices and mails."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from foundation.notices.models import Notice, OutboxMail

Reader = AbstractBaseUser | AnonymousUser


def notices_visible_to(user: Reader) -> QuerySet[Notice]:
    """A person's own notices, and nobody else's."""
    if user.pk is None:
        return Notice.objects.none()
    return Notice.objects.filter(recipient_id=user.pk)


def can_see_outbox(user: Reader) -> bool:
    """Administrators only: mails hold addresses."""
    has_perm = getattr(user, "has_perm", None)
    return bool(has_perm and has_perm("notices.view_outboxmail"))


def outbox_visible_to(user: Reader) -> QuerySet[OutboxMail]:
    """All mails for those who may see the outbox, none for others."""
    return OutboxMail.objects.all() if can_see_outbox(user) else OutboxMail.objects.none()
