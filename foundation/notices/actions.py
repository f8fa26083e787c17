"""Telling people something, and what they do with it."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from foundation.audit.actors import Actor
from foundation.notices.models import Notice, OutboxMail
from foundation.notices.permissions import notices_visible_to


# Refuses nothing, so inside a caller's transaction it needs no savepoint of its own.
@transaction.atomic(savepoint=False)
def notify(
    *,
    by: Actor,
    to: AbstractBaseUser,
    kind: str,
    subject: str,
    body: str = "",
    link: str = "",
    key: str | None = None,
) -> Notice:
    """Tell `to` something: a row in their inbox, and an e-mail if there is an address.

    With a `key` they are told once: a second call returns the first notice. `link` is a path on
    this site. Every room may notify, so no permission is asked; `by` is who caused it.
    """
    values = {"recipient": to, "kind": kind, "subject": subject, "body": body, "link": link}
    if key is None:
        notice, made = Notice.objects.create(**values), True
    else:
        notice, made = Notice.objects.get_or_create(key=key, defaults=values)
    if made and (address := address_of(to)):
        text = "\n\n".join(filter(None, [body, link and f"{settings.BASE_URL}{link}"]))
        post(to=address, subject=subject, text=text, notice=notice)
    return notice


def address_of(user: AbstractBaseUser) -> str:
    """Where the person gets mail: a verified address, or the one an administrator entered.

    An address that the person entered and never confirmed gets nothing: it may be a stranger's.
    """
    addresses = list(EmailAddress.objects.filter(user_id=user.pk).order_by("-primary", "pk"))
    verified = [entry.email for entry in addresses if entry.verified]
    if verified:
        return str(verified[0])
    return "" if addresses else str(getattr(user, "email", ""))


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    sender: str = "",
    reply_to: str = "",
    notice: Notice | None = None,
) -> OutboxMail:
    """Put a mail into the outbox, and wake the sender when the transaction is committed."""
    mail = OutboxMail.objects.create(
        notice=notice,
        sender=sender or settings.DEFAULT_FROM_EMAIL,
        to=to,
        reply_to=reply_to,
        # A line break in a subject could add headers.
        subject=" ".join(subject.split())[:250],
        text=text,
        html=html,
    )
    transaction.on_commit(lambda: _wake_sender(mail.pk), robust=True)
    return mail


def _wake_sender(mail_id: int) -> None:
    from foundation.notices.tasks import send_one  # tasks.py imports the sending, which imports us

    send_one.delay(mail_id)


@transaction.atomic
def mark_read(*, by: AbstractBaseUser, notice: Notice, now: dt.datetime) -> None:
    """Mark one of one's own notices as read. Others' notices are left alone."""
    notices_visible_to(by).filter(pk=notice.pk, read_at=None).update(read_at=now)


@transaction.atomic
def mark_all_read(*, by: AbstractBaseUser, now: dt.datetime) -> int:
    """Mark all one's own notices as read. Returns how many were new."""
    return notices_visible_to(by).filter(read_at=None).update(read_at=now)
