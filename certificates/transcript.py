"""A person's transcript: what they were certified in, and the hours of it by category."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.earlier.presenters import MARK, EarlierCard
from certificates.elsewhere.presenters import hours_of, state_of, title_of, total_of
from certificates.hours import add_up, hours_text, parse_hours
from certificates.models import Certificate, EarlierCertificate, ExternalCourse
from certificates.presenters import day_text, hours_line, state_tag
from certificates.snapshot import Snapshot


@dataclass(frozen=True)
class TranscriptRow:
    """A certificate in the transcript."""

    programme: str
    course: str
    hours: str
    issued: str
    until: str
    state: str
    tone: str
    serial: str


@dataclass(frozen=True)
class Transcript:
    """Every certificate that was not revoked, the newest first, and their hours.

    `elsewhere` are the hours of courses that were not issued here, which count in `total` too.
    """

    rows: list[TranscriptRow]
    total: str
    categories: list[tuple[str, str]]
    elsewhere: str = ""


def transcript(
    certificates: Iterable[Certificate], now: datetime, courses: Iterable[ExternalCourse] = ()
) -> Transcript:
    """The transcript of one holder. Certificates are loaded `with_life()`; a revoked one is left out.

    Hours that were learned count also after a certificate has ended. `courses` are those taken
    elsewhere that were accepted: they follow the certificates, marked as not issued here.
    """
    courses = list(courses)
    counted = [one for one in certificates if one.revoked is None]
    shown = [Snapshot.read(one.snapshot) for one in counted]
    total, categories = add_up(
        [
            *((one.hours, one.hours_by_category) for one in shown),
            *((total_of(one), _texts(one)) for one in courses),
        ]
    )
    outside = sum((Decimal(total_of(one)) for one in courses), Decimal(0))
    rows = []
    for certificate, snapshot in zip(counted, shown, strict=True):
        words, tone = state_tag(certificate, now)
        rows.append(
            TranscriptRow(
                programme=snapshot.programme,
                course=_("%(title)s, edition %(edition)d")
                % {"title": snapshot.course, "edition": snapshot.edition},
                hours=hours_line(snapshot),
                issued=day_text(snapshot.first_day),
                until=day_text(snapshot.final_day),
                state=words,
                tone=tone,
                serial=certificate.serial,
            )
        )
    rows += [_elsewhere_row(one) for one in courses]
    return Transcript(
        rows=rows,
        elsewhere=hours_text(outside) if outside else "",
        total=hours_text(total) if total else "0",
        categories=[(category, hours_text(hours)) for category, hours in categories],
    )


def _texts(course: ExternalCourse) -> list[tuple[str, str]]:
    return [(name, hours_text(hours)) for name, hours in parse_hours(course.hours_by_category)]


def _elsewhere_row(course: ExternalCourse) -> TranscriptRow:
    """A course taken elsewhere has no serial number and does not end."""
    words, tone = state_of(course)
    return TranscriptRow(
        programme=title_of(course),
        course=course.provider,
        hours=hours_of(course),
        issued=day_text(course.completed_on),
        until="",
        state=words,
        tone=tone,
        serial="",
    )


def pdf_data(
    shown: Transcript,
    *,
    name: str,
    today: date,
    language: str,
    earlier: Sequence[EarlierCard] = (),
) -> dict[str, object]:
    """What the sheet of the transcript is given."""
    made = _("Made on %(day)s. Each certificate can be checked by its own code.")
    return {
        "title": _("Transcript of %(name)s") % {"name": name},
        "heading": _("Transcript"),
        "issuer": settings.ISSUER_NAME,
        "language": language.split("-")[0],
        "name": name,
        "made": made % {"day": day_text(today)},
        "header": [
            _("Certificate"),
            _("Course"),
            _("Hours"),
            _("Issued"),
            _("Valid to"),
            _("Serial number"),
            _("State"),
        ],
        "rows": [
            [row.programme, row.course, row.hours, row.issued, row.until, row.serial, row.state]
            for row in shown.rows
        ],
        "hours_heading": _("Hours of learning"),
        "hours_header": [_("Category"), _("Hours")],
        "categories": [*map(list, shown.categories), *_sums(shown)],
        "note": _("Certificates that have ended count. Revoked ones do not."),
        "earlier_heading": _("Earlier certificates"),
        "earlier_header": [
            _("Certificate"),
            _("Issued by"),
            _("Its number"),
            _("Issued"),
            _("Valid to"),
            _("State"),
        ],
        "earlier": [
            [one.title, one.provider, one.number, one.issued, one.until, str(MARK)]
            for one in earlier
        ],
    }


def _sums(shown: Transcript) -> list[list[str]]:
    """All hours, and how many of them were not issued here."""
    rows = [[_("All together"), shown.total]]
    if shown.elsewhere:
        rows.append([_("Of these not issued here"), shown.elsewhere])
    return rows


def csv_header() -> list[object]:
    """The first line of the file."""
    return [
        _("Serial number"),
        _("Certificate"),
        _("Course"),
        _("Edition"),
        _("Category"),
        _("Hours"),
        _("Issued"),
        _("Valid to"),
        _("State"),
        _("Issued by"),
        _("Number of that issuer"),
    ]


def earlier_csv_rows(earlier: Iterable[EarlierCertificate]) -> Iterator[list[object]]:
    """A line for each earlier certificate: no serial number and no hours of ours."""
    for one in earlier:
        days = [one.issued_on, one.valid_until]
        yield ["", one.title, "", "", "", "", *days, str(MARK), one.provider, one.number]


def csv_rows(
    certificates: Iterable[Certificate], now: datetime, courses: Iterable[ExternalCourse] = ()
) -> Iterator[list[object]]:
    """A line for each certificate or course and category; one for what has no category."""
    for certificate in certificates:
        if certificate.revoked is not None:
            continue
        shown = Snapshot.read(certificate.snapshot)
        for category, hours in _shares(shown):
            yield [
                certificate.serial,
                shown.programme,
                shown.course,
                shown.edition,
                category,
                hours,
                shown.first_day,
                shown.final_day,
                state_tag(certificate, now)[0],
                shown.issuer,
                "",
            ]
    for course in courses:
        for category, hours in parse_hours(course.hours_by_category):
            yield [
                "",
                title_of(course),
                "",
                "",
                category,
                hours,
                course.completed_on,
                None,
                state_of(course)[0],
                course.provider,
                "",
            ]


def _shares(shown: Snapshot) -> Iterator[tuple[str, Decimal]]:
    named = [(category, Decimal(hours)) for category, hours in shown.hours_by_category]
    yield from named
    left = Decimal(shown.hours) - sum((hours for _category, hours in named), Decimal(0))
    if left > 0 or not named:
        yield "", left
