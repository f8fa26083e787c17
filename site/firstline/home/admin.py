"""An administrator's part: whether the machinery runs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.checks import WARNING, CheckMessage, run_checks
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import CourseEdition
from firstline.home.sections import Figure, Group, Item, Section, waits
from foundation.audit.models import AuditRow
from foundation.audit.sealing import unsealed_since
from foundation.jobs.models import Job
from foundation.notices.models import OutboxMail
from people.models import User

# A waiting job or mail younger than this is simply next in line.
LATE_AFTER = timedelta(minutes=15)
RECENT = timedelta(days=7)
SHOWN = 6


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
    audit_unsealed: int
    accounts: int
    courses_released: bool
    checks: list[CheckMessage]


def facts(now: datetime) -> AdminFacts:
    """A few counting queries, and what the installation says of itself."""
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
        audit_unsealed=unsealed_since(late, now=now),
        accounts=User.objects.filter(is_active=True).count(),
        courses_released=CourseEdition.objects.exists(),
        checks=failing_checks(),
    )


def failing_checks() -> list[CheckMessage]:
    """The system checks that fail now, the gravest first. Those of deployment count where it is one."""
    found = run_checks(include_deployment_checks=settings.PRODUCTION)
    failing = [one for one in found if one.level >= WARNING and not one.is_silenced()]
    return sorted(failing, key=lambda one: -one.level)


def section(known: AdminFacts) -> Section:
    """What the page says to an administrator. No queries."""
    figures = [
        Figure(
            _("Jobs waiting or running"),
            str(known.jobs_open),
            _("%(count)d failed in 7 days") % {"count": known.jobs_failed},
            href=reverse("jobs:list"),
        ),
        Figure(
            _("E-mails waiting"),
            str(known.mails_waiting),
            _("%(count)d kept here, without a mail server") % {"count": known.mails_kept}
            if known.mails_kept
            else _("%(count)d given up in 7 days") % {"count": known.mails_given_up},
            href=reverse("notices:outbox"),
        ),
        Figure(
            _("Audit rows"),
            f"{known.audit_rows:,}",
            _("%(count)d not sealed for over 15 minutes") % {"count": known.audit_unsealed}
            if known.audit_unsealed
            else _("sealed up to the last minutes"),
            tone="bad" if known.audit_unsealed else "",
        ),
        Figure(_("Accounts that may sign in"), f"{known.accounts:,}"),
    ]
    links = [
        (_("Setting up"), reverse("setup")),
        (_("People who may be one"), reverse("duplicates:list")),
        (_("Open the back office"), reverse("wagtailadmin_home")),
    ]
    wrong = [*_stuck(known), *map(_check, known.checks[:SHOWN])]
    groups = [
        Group(
            _("Out of order") if wrong else _("All in order"),
            wrong,
            _("Jobs, e-mails and sealing keep up, and every system check passes."),
        )
    ]
    if not known.courses_released:
        groups.insert(0, waits([_set_up()]))
    return Section("admin", _("This installation"), figures=figures, groups=groups, links=links)


def _set_up() -> Item:
    """What comes first where nobody can learn anything yet."""
    missing = _("Nobody can take a course yet. The list says what is missing, and who does it.")
    return Item(_("Finish setting up"), href=reverse("setup"), hint=missing, tone="due")


def _stuck(known: AdminFacts) -> list[Item]:
    """What does not keep up, with what usually helps."""
    jobs, mails = reverse("jobs:list"), reverse("notices:outbox")
    rows = [
        (known.jobs_late, _("Jobs older than 15 minutes: %(n)d"), jobs, _("Is a worker running?")),
        (known.jobs_failed, _("Jobs that failed: %(n)d"), jobs, _("In the last 7 days.")),
        (
            known.mails_late,
            _("E-mails older than 15 minutes: %(n)d"),
            mails,
            _("Does the mail server answer?"),
        ),
        (known.mails_given_up, _("E-mails given up: %(n)d"), mails, _("In the last 7 days.")),
        (
            known.audit_unsealed,
            _("Audit rows without a seal: %(n)d"),
            "",
            _("Sealing has not run for 15 minutes. Is the schedule running?"),
        ),
    ]
    return [
        Item(words % {"n": count}, href, hint=hint, tag=_("Look now"), tone="bad")
        for count, words, href, hint in rows
        if count
    ]


def _check(check: CheckMessage) -> Item:
    return Item(str(check.msg), hint=str(check.hint or check.id), tag=_("Check"), tone="bad")
