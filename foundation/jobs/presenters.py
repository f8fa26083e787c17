"""What the pages of jobs say."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from foundation.jobs.models import Job
from foundation.jobs.registry import title_of

TONES = {
    Job.Status.QUEUED: "info",
    Job.Status.RUNNING: "due",
    Job.Status.DONE: "ok",
    Job.Status.FAILED: "bad",
    Job.Status.CANCELLED: "info",
}


@dataclass(frozen=True)
class JobPage:
    """One job in words. `may_stop` is whether the reader may cancel or repeat it."""

    job: Job
    may_stop: bool = False

    @property
    def title(self) -> str:
        return title_of(self.job.kind)

    @property
    def state(self) -> str:
        return str(Job.Status(self.job.status).label)

    @property
    def tone(self) -> str:
        return TONES[Job.Status(self.job.status)]

    @property
    def steps(self) -> str:
        """How far it is, in words; empty when it does not count steps."""
        if not self.job.total:
            return ""
        return _("%(done)s of %(total)s done") % {"done": self.job.done, "total": self.job.total}

    @property
    def explanation(self) -> str:
        """What the state means and what to do next."""
        return {
            Job.Status.QUEUED: _("It starts by itself. You may leave this page."),
            Job.Status.RUNNING: _("It goes on by itself. You may leave this page."),
            Job.Status.DONE: _("Everything was done."),
            Job.Status.FAILED: _("What was done so far is kept. You can try again from there."),
            Job.Status.CANCELLED: _("It was stopped. What was done so far is kept."),
        }[Job.Status(self.job.status)]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The facts, for the summary list."""
        rows = [(_("Asked for"), _moment(self.job.created_at))]
        if self.job.finished_at:
            rows.append((_("Ended"), _moment(self.job.finished_at)))
        if self.job.attempts > 1:
            rows.append((_("Started"), _("%(times)s times") % {"times": self.job.attempts}))
        if self.job.error:
            rows.append((_("Kind of error"), self.job.error))
        return rows

    @property
    def can_cancel(self) -> bool:
        return self.may_stop and self.job.is_open

    @property
    def can_repeat(self) -> bool:
        return self.may_stop and self.job.status == Job.Status.FAILED


def _moment(at: dt.datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")
