"""What the pages of notices and of the outbox say."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.notices.models import OutboxMail


@dataclass(frozen=True)
class MailPage:
    """One mail of the outbox."""

    mail: OutboxMail

    @property
    def state(self) -> str:
        if self.mail.sent_at:
            return _("Sent")
        if self.mail.kept_at:
            return _("Kept here")
        return _("Not sent") if self.mail.given_up_at else _("Waiting")

    @property
    def tone(self) -> str:
        if self.mail.sent_at:
            return "ok"
        if self.mail.given_up_at:
            return "bad"
        return "info" if self.mail.kept_at else "due"

    @property
    def text(self) -> str:
        """The mail's text, only where it went to nobody: a sent mail may hold a way to sign in."""
        return self.mail.text if self.mail.kept_at else ""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The facts, for the summary list."""
        rows = [(_("To"), self.mail.to), (_("Written"), moment(self.mail.created_at))]
        if self.mail.sent_at:
            rows.append((_("Sent"), moment(self.mail.sent_at)))
        if self.mail.error:
            rows.append((_("Kind of error"), self.mail.error))
        if self.mail.next_attempt_at and self.state == _("Waiting"):
            rows.append((_("Next attempt"), moment(self.mail.next_attempt_at)))
        return rows


def moment(at: dt.datetime) -> str:
    """A date and time as people write it."""
    return date_format(localtime(at), "j F Y, H:i")
