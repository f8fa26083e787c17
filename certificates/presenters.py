"""What the pages of `certificates` say. No queries here."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from certificates.rules import State, state_at
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from courses.models import Enrolment
from courses.progress import Progress

DAY, MOMENT = "j F Y", "j F Y, H:i"


def day_text(day: date) -> str:
    """A day as it is printed: 2 October 2026."""
    return date_format(day, DAY)


@dataclass(frozen=True)
class Verdict:
    """The large answer of the verification page: words, and the tone of colour and icon."""

    title: str
    text: str
    tone: str


def verdict(state: State, snapshot: Snapshot, now: datetime) -> Verdict:
    """What the page says of a certificate in this state, at this moment."""
    local = now.astimezone(ZoneInfo(snapshot.time_zone))
    checked = _("Checked on %(moment)s.") % {"moment": date_format(local, MOMENT)}
    if state is State.EXPIRED:
        ended = _("It was valid to %(day)s.") % {"day": day_text(snapshot.final_day)}
        return Verdict(_("This certificate has expired"), f"{ended} {checked}", "due")
    return Verdict(_("This certificate is valid"), checked, "ok")


def facts(certificate: Certificate, name: str) -> list[tuple[str, str]]:
    """Everything that the paper shows, in its order."""
    shown = Snapshot.read(certificate.snapshot)
    rows = [
        (_("Awarded to"), name or _("Name removed at the holder's request")),
        (_("For"), shown.programme),
        (
            _("Course"),
            _("%(title)s, edition %(edition)d") % {"title": shown.course, "edition": shown.edition},
        ),
        (
            _("Final quiz"),
            _("Passed: at least %(needed)d of %(out_of)d questions right")
            % {"needed": shown.needed, "out_of": shown.out_of},
        ),
        (_("Hours of learning"), shown.hours),
        (_("Issued"), day_text(shown.first_day)),
        (_("Valid to"), day_text(shown.final_day)),
        (_("Serial number"), certificate.serial),
        (_("Code"), grouped(certificate.code)),
        (_("Issued by"), f"{shown.issuer}, {shown.host_ministry}"),
    ]
    if shown.signatory_name:
        office = f", {shown.signatory_office}" if shown.signatory_office else ""
        rows.append((_("Signed by"), f"{shown.signatory_name}{office}"))
    return rows


@dataclass(frozen=True)
class RecordCard:
    """One certificate on its holder's own page."""

    title: str
    course: str
    state: str
    tone: str
    until: str
    serial: str
    pdf: str
    page: str


TONES = {State.VALID: "ok", State.EXPIRING: "due", State.EXPIRED: "bad"}


def state_text(state: State, days_left: int) -> str:
    """A state in a word or two. `days_left` counts whole days."""
    if state is State.EXPIRED:
        return _("Expired")
    if state is State.EXPIRING:
        return ngettext("%(days)d day left", "%(days)d days left", days_left) % {"days": days_left}
    return _("Valid")


def record_card(certificate: Certificate, now: datetime) -> RecordCard:
    """A certificate as its holder sees it, with its paper and its public page."""
    shown = Snapshot.read(certificate.snapshot)
    state = state_at(now, certificate.valid_until)
    span = {"first": day_text(shown.first_day), "last": day_text(shown.final_day)}
    return RecordCard(
        title=shown.programme,
        course=_("%(title)s, edition %(edition)d")
        % {"title": shown.course, "edition": shown.edition},
        state=state_text(state, (certificate.valid_until - now).days),
        tone=TONES[state],
        until=_("Issued %(first)s, valid to %(last)s") % span,
        serial=certificate.serial,
        pdf=reverse("certificates:pdf", args=[certificate.serial]),
        page=reverse("certificates:verify", args=[grouped(certificate.code)]),
    )


def course_item(enrolment: Enrolment, progress: Progress) -> dict[str, str]:
    """A course on the record, as an item of the task list: how far, and by when."""
    done = _("%(done)d of %(total)d done") % {"done": progress.done, "total": progress.total}
    item = {
        "text": enrolment.edition.title,
        "href": reverse("courses:course", args=[enrolment.edition.course.slug]),
        "hint": done,
        "state": "done" if progress.finished else "now" if progress.done else "",
    }
    if enrolment.due_on and not progress.finished:
        item["tag"] = _("Due %(day)s") % {"day": day_text(enrolment.due_on)}
        item["tone"] = "due"
    return item
