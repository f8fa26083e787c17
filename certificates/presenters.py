"""What the pages of `certificates` say. No queries here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.models import Certificate
from certificates.rules import State, counts_from, days_left, renewal_opens_on, state_at
from certificates.serials import grouped
from certificates.snapshot import Snapshot
from certificates.vetted import written
from courses.models import Course, Enrolment
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


def verdict(certificate: Certificate, now: datetime) -> Verdict:
    """What the page says of a certificate at this moment. Loaded `with_life()`."""
    shown = Snapshot.read(certificate.snapshot)
    local = now.astimezone(ZoneInfo(shown.time_zone))
    checked = _("Checked on %(moment)s.") % {"moment": date_format(local, MOMENT)}
    state = state_at(now, certificate.life)
    if (revoked := certificate.revoked) and state in (State.REVOKED, State.SUPERSEDED):
        title = (
            _("This certificate was replaced")
            if state is State.SUPERSEDED
            else _("This certificate was revoked")
        )
        ended = _("It has not counted since %(day)s. %(reason)s") % {
            "day": day_text(revoked.revoked_at.astimezone(ZoneInfo(shown.time_zone)).date()),
            "reason": revoked.get_reason_display(),
        }
        return Verdict(title, f"{ended} {checked}", "bad")
    if state is State.EXPIRED:
        ended = _("It was valid to %(day)s.") % {"day": day_text(shown.final_day)}
        return Verdict(_("This certificate has expired"), f"{ended} {checked}", "due")
    if state is State.NOT_YET:
        return Verdict(_("This certificate is not valid yet"), checked, "due")
    return Verdict(_("This certificate is valid"), checked, "ok")


def successor_link(certificate: Certificate) -> tuple[str, str] | None:
    """The words and address of the certificate that renewed or corrected this one."""
    newer = certificate.replaced_by
    if newer is None:
        return None
    words = _("See the certificate that took its place: %(serial)s")
    if certificate.revoked is None:
        words = _("It was renewed. See the newer certificate: %(serial)s")
    return words % {"serial": newer.serial}, reverse(
        "certificates:verify", args=[grouped(newer.code)]
    )


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
        _earned(shown),
        (_("Hours of learning"), hours_line(shown)),
        (_("Issued"), day_text(shown.first_day)),
        (_("Valid to"), day_text(shown.final_day)),
        (_("Serial number"), certificate.serial),
        (_("Code"), grouped(certificate.code)),
        (_("Issued by"), f"{shown.issuer}, {shown.host_ministry}"),
    ]
    if shown.accrediting_body:
        number = f", {shown.accreditation_number}" if shown.accreditation_number else ""
        rows.append((_("Accredited by"), f"{shown.accrediting_body}{number}"))
    for one in shown.signed_by:
        office = f", {one['office']}" if one["office"] else ""
        rows.append((_("Signed by"), f"{one['name']}{office}"))
    rows += [(_("Also printed"), text) for text in written(shown.layout, shown.layout_fields)]
    return rows


def signatures(certificate: Certificate) -> list[tuple[str, str]]:
    """Who signed with a picture, and the address of that picture, as when it was issued."""
    return [
        (one["name"], reverse("credentials:signature", args=[one["image_sha256"]]))
        for one in Snapshot.read(certificate.snapshot).signed_by
        if one["image_sha256"]
    ]


def _earned(shown: Snapshot) -> tuple[str, str]:
    """How it was earned, as the paper says it."""
    if shown.by_hand:
        return _("Evidence"), _("Accepted by two officers of the issuer")
    words = _("Passed: at least %(needed)d of %(out_of)d questions right")
    return _("Final quiz"), words % {"needed": shown.needed, "out_of": shown.out_of}


def file_links(certificate: Certificate, name: str) -> list[tuple[str, str]]:
    """Words and address of the paper and of the signed form, as far as they may be had."""
    if not name:
        return []
    code = grouped(certificate.code)
    links = [(_("Signed form for software (JSON)"), reverse("credentials:credential", args=[code]))]
    if certificate.revoked is None:
        links.insert(0, (_("The certificate as PDF"), reverse("credentials:pdf", args=[code])))
    return links


def hours_line(shown: Snapshot) -> str:
    """6.5, or 6.5 (Law 2, Care 4.5) where categories are printed."""
    parts = ", ".join(f"{category} {hours}" for category, hours in shown.hours_by_category)
    return f"{shown.hours} ({parts})" if parts else shown.hours


@dataclass(frozen=True)
class RecordCard:
    """One certificate on its holder's own page. A revoked one has no paper, and says why."""

    title: str
    course: str
    state: str
    tone: str
    until: str
    serial: str
    pdf: str
    page: str
    why: str = ""
    renew: str = ""
    renew_href: str = ""
    linkedin: str = ""
    signed: str = ""
    counts_as: str = ""


TONES = {
    State.NOT_YET: "info",
    State.VALID: "ok",
    State.EXPIRING: "due",
    State.EXPIRED: "bad",
    State.REVOKED: "bad",
    State.SUPERSEDED: "info",
}
PLAIN = {
    State.NOT_YET: gettext_lazy("Not valid yet"),
    State.VALID: gettext_lazy("Valid"),
    State.EXPIRING: gettext_lazy("Ends soon"),
    State.EXPIRED: gettext_lazy("Expired"),
    State.REVOKED: gettext_lazy("Revoked"),
    State.SUPERSEDED: gettext_lazy("Replaced"),
}


def state_tag(certificate: Certificate, now: datetime) -> tuple[str, str]:
    """A state in a word or two, and its tone. Loaded `with_life()`."""
    state = state_at(now, certificate.life)
    if state.holds and (day := certificate.due_by):
        if now.astimezone(ZoneInfo(certificate.life.zone)).date() > day:
            return _("Renewal was due %(day)s") % {"day": day_text(day)}, "bad"
        return _("Renew by %(day)s") % {"day": day_text(day)}, "due"
    if state is State.EXPIRING and certificate.replaced_by:
        return _("Renewed"), "ok"
    if state is State.EXPIRING:
        left = days_left(now, certificate.life)
        words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        return (words if left else _("Ends today")), TONES[state]
    return str(PLAIN[state]), TONES[state]


def record_cards(certificates: Iterable[Certificate], now: datetime) -> list[RecordCard]:
    """All certificates of one holder. The newest of each programme says how it is renewed."""
    certificates = list(certificates)
    newest: dict[int, Certificate] = {}
    for one in certificates:
        known = newest.get(one.programme_id)
        if known is None or one.cycle > known.cycle:
            newest[one.programme_id] = one
    return [
        record_card(one, now, renewal=renewal_of(one, now) if one in newest.values() else ("", ""))
        for one in certificates
    ]


def renewal_of(certificate: Certificate, now: datetime) -> tuple[str, str]:
    """How a certificate is renewed or earned again: the words, and an address once it is possible."""
    programme, state = certificate.programme, state_at(now, certificate.life)
    course = programme.course
    if state.is_over:
        return _("Pass the quiz of the course to earn it again"), _course(course)
    if counts_from(certificate.held, programme.renewing, now) is None:
        opens = day_text(renewal_opens_on(certificate.held, programme.renewing))
        return _("You can renew it from %(day)s.") % {"day": opens}, ""
    if programme.refresher:
        return _("Renew it: pass the quiz of the refresher course"), _course(programme.refresher)
    return _("Renew it: pass the quiz of the course again"), _course(course)


def _course(course: Course) -> str:
    return reverse("courses:course", args=[course.slug])


def record_card(
    certificate: Certificate, now: datetime, *, renewal: tuple[str, str] = ("", "")
) -> RecordCard:
    """A certificate as its holder sees it, with its paper and its public page."""
    shown = Snapshot.read(certificate.snapshot)
    words, tone = state_tag(certificate, now)
    span = {"first": day_text(shown.first_day), "last": day_text(shown.final_day)}
    revoked = certificate.revoked
    return RecordCard(
        title=shown.programme,
        course=_("%(title)s, edition %(edition)d")
        % {"title": shown.course, "edition": shown.edition},
        state=words,
        tone=tone,
        until=_("Issued %(first)s, valid to %(last)s") % span,
        serial=certificate.serial,
        pdf="" if revoked else reverse("certificates:pdf", args=[certificate.serial]),
        page=reverse("certificates:verify", args=[grouped(certificate.code)]),
        why=str(revoked.get_reason_display()) if revoked else "",
        signed=reverse("credentials:credential", args=[grouped(certificate.code)]),
        renew=renewal[0],
        renew_href=renewal[1],
        linkedin=linkedin_address(certificate) if state_at(now, certificate.life).holds else "",
        counts_as=counts_as(certificate) if state_at(now, certificate.life).holds else "",
    )


def counts_as(certificate: Certificate) -> str:
    """What else its holder counts as holding; empty for nothing else."""
    titles = ", ".join(sorted(one.title for one in certificate.programme.counts_for.all()))
    return _("It counts as: %(titles)s") % {"titles": titles} if titles else ""


def linkedin_address(certificate: Certificate) -> str:
    """Where its holder adds it to their own profile. Nothing is sent until they follow it."""
    shown = Snapshot.read(certificate.snapshot)
    first, last = shown.first_day, shown.final_day
    asked: dict[str, str | int] = {
        "startTask": "CERTIFICATION_NAME",
        "name": shown.programme,
        "organizationName": shown.issuer,
        "issueYear": first.year,
        "issueMonth": first.month,
        "expirationYear": last.year,
        "expirationMonth": last.month,
        "certUrl": f"{shown.verify_at}{grouped(certificate.code)}/",
        "certId": certificate.serial,
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(asked)}"


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
