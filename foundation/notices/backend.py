"""The e-mail backend: mails become rows, so no request waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from foundation.notices.actions import post


class OutboxBackend(BaseEmailBackend):
    """Writes each mail to the outbox, one row for each address, in the caller's transaction.

    Attachments are refused: what people get from us stands behind a sign-in.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put the messages into the outbox. Returns how many messages have an address."""
        with transaction.atomic():
            return sum(1 for message in email_messages if self._keep(message))

    def _keep(self, message: EmailMessage) -> bool:
        if message.attachments:
            raise ValueError("The outbox keeps no attachments. Send a link instead.")
        recipients = dict.fromkeys(filter(None, message.recipients()))
        for address in recipients:
            post(
                to=address,
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
                sender=str(message.from_email),
                reply_to=", ".join(message.reply_to),
            )
        return bool(recipients)


def _html_of(message: EmailMessage) -> str:
    if isinstance(message, EmailMultiAlternatives):
        for content, kind in message.alternatives:
            if kind == "text/html":
                return str(content)
    return ""
