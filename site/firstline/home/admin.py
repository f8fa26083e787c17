"""An administrator's part: whether the machinery runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from firstline.home.sections import Figure, Section
from foundation.audit.models import AuditRow, SealedRow
from foundation.jobs.models import Job
from foundation.notices.models import OutboxMail
from people.models import User

# A waiting job or mail younger than this is simply next in line.
LATE_AFTER = timedelta(minutes=15)
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class AdminFacts:
    """Counts of what waits, what is late and what failed lately."""

    jobs_open: int
    jobs_late: int
    jobs_failed: int
    mails_waiting: int
    mails_late: int
    mails_given_up: int
    mails_kept: int
    audit_rows: int
    audit_sealed: int
    accounts: int


def facts(now: datetime) -> AdminFacts:
    """Five counting queries."""
    late, recent = now - LATE_AFTER, now - RECENT
    waits = Q(status__in=[Job.Status.QUEUED, Job.Status.RUNNING])
    jobs = Job.objects.aggregate(
        open=Count("pk", filter=waits),
        late=Count("pk", filter=waits & Q(created_at__lt=late)),
        failed=Count("pk", filter=Q(status=Job.Status.FAILED, finished_at__gte=recent)),
    )
    unsent = Q(sent_at=None, kept_at=None, given_up_at=None)
    mails = OutboxMail.objects.aggregate(
        waiting=Count("pk", filter=unsent),
        late=Count("pk", filter=unsent & Q(created_at__lt=late)),
        given_up=Count("pk", filter=Q(given_up_at__gte=recent)),
        kept=Count("pk", filter=Q(kept_at__isnull=False)),
    )
    return AdminFacts(
        jobs_open=jobs["open"],
        jobs_late=jobs["late"],
        jobs_failed=jobs["failed"],
        mails_waiting=mails["waiting"],
        mails_late=mails["late"],
        mails_given_up=mails["given_up"],
        mails_kept=mails["kept"],
        audit_rows=AuditRow.objects.count(),
        audit_sealed=SealedRow.objects.count(),
        accounts=User.objects.filter(is_active=True).count(),
    )


def section(known: AdminFacts) -> Section:
    """What the page says to an administrator. No queries."""
    late = _("%(count)d older than 15 minutes")
    figures = [
        Figure(
            _("Jobs waiting or running"),
            str(known.jobs_open),
            late % {"count": known.jobs_late},
            tone="bad" if known.jobs_late else "",
            href=reverse("jobs:list"),
        ),
        Figure(
            _("Jobs that failed"),
            str(known.jobs_failed),
            _("in the last 7 days"),
            tone="bad" if known.jobs_failed else "ok",
            href=reverse("jobs:list"),
        ),
        Figure(
            _("E-mails waiting"),
            str(known.mails_waiting),
            _("%(late)s, %(given_up)d given up in 7 days, %(kept)d kept here without a mail server")
            % {
                "late": late % {"count": known.mails_late},
                "given_up": known.mails_given_up,
                "kept": known.mails_kept,
            },
            tone="bad" if known.mails_late or known.mails_given_up else "",
            href=reverse("notices:outbox"),
        ),
        Figure(
            _("Audit rows sealed"),
            f"{known.audit_sealed:,}",
            _("of %(count)s written") % {"count": f"{known.audit_rows:,}"},
        ),
        Figure(_("Accounts that may sign in"), f"{known.accounts:,}"),
    ]
    links = [
        (_("Setting up"), reverse("setup")),
        (_("See the jobs"), reverse("jobs:list")),
        (_("See the e-mails"), reverse("notices:outbox")),
        (_("People who may be one"), reverse("duplicates:list")),
        (_("Check readiness"), "/healthz/ready"),
        (_("Open the back office"), reverse("wagtailadmin_home")),
    ]
    return Section("admin", _("This installation"), figures=figures, links=links)
