"""Sending the outbox, with retries.

A mail is claimed by moving its next attempt into the future, so two senders never take the same
one. SMTP cannot be made exactly once: if a worker dies between the server's "accepted" and our note
of it, the mail goes twice, with the same Message-ID, which mail readers show once.
"""

import datetime as dt
import smtplib

import environ
import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db.models import F
from django.utils import timezone

from foundation.notices.models import OutboxMail

log = structlog.get_logger(__name__)

CLAIM = dt.timedelta(minutes=5)
RETRY_AFTER = [
    dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)
]
AT_MOST = 200
TIMEOUT_SECONDS = 15


def send_due(*, now: dt.datetime) -> int:
    """Send what is due, at most AT_MOST mails. Returns how many left."""
    due = OutboxMail.objects.due(now).order_by("pk").values_list("pk", flat=True)
    return sum(send_mail(pk, now=now) for pk in list(due[:AT_MOST]))


def send_mail(mail_id: int, *, now: dt.datetime) -> bool:
    """Send one mail if it is due. Without a mail server it is kept, to be read in the outbox."""
    due = OutboxMail.objects.due(now).filter(pk=mail_id)
    if not settings.OUTBOX_SMTP_URL:
        due.update(kept_at=now)
        return False
    if not due.update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1):
        return False
    mail = OutboxMail.objects.get(pk=mail_id)
    try:
        _message(mail).send()
    except (smtplib.SMTPException, OSError) as error:
        _note_failure(mail, error, now)
        return False
    OutboxMail.objects.filter(pk=mail_id).update(sent_at=timezone.now(), error="")
    return True


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    domain = mail.sender.rpartition("@")[2].strip("> ") or "localhost"
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.sender,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<outbox-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S%f}@{domain}>"},
        connection=_server(),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _server() -> EmailBackend:
    config = environ.Env.email_url_config(settings.OUTBOX_SMTP_URL)
    return EmailBackend(
        host=config["EMAIL_HOST"],
        port=config["EMAIL_PORT"] or 25,
        username=config["EMAIL_HOST_USER"] or "",
        password=config["EMAIL_HOST_PASSWORD"] or "",
        use_tls=config.get("EMAIL_USE_TLS", False),
        use_ssl=config.get("EMAIL_USE_SSL", False),
        timeout=TIMEOUT_SECONDS,
    )


def _note_failure(mail: OutboxMail, error: Exception, now: dt.datetime) -> None:
    """Try later, or give up when the server refused for good or the attempts are used up.

    The class of the error only: the server's text may hold the address.
    """
    name = type(error).__qualname__
    values: dict[str, object] = {"error": name}
    if _is_final(error) or mail.attempts > len(RETRY_AFTER):
        values["given_up_at"] = now
    else:
        values["next_attempt_at"] = now + RETRY_AFTER[mail.attempts - 1]
    OutboxMail.objects.filter(pk=mail.pk).update(**values)
    log.warning("mail_not_sent", mail=mail.pk, error_type=name, given_up="given_up_at" in values)


def _is_final(error: Exception) -> bool:
    """True when the server said no for good (5xx), about this mail and not about us."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
